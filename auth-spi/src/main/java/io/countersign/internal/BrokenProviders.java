package io.countersign.internal;

import io.countersign.Types;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of the classes that services files name could not be loaded, and why.
 *
 * <p>The errors of {@code ServiceLoader} do not say the jar, and some not the class: the files are
 * read again for that, and only when something is wrong.
 */
final class BrokenProviders {
  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

  private BrokenProviders() {}

  static List<Types.Broken> diagnose(
      Types.Kind kind,
      Class<?> service,
      ClassLoader loader,
      List<String> loaded,
      List<Throwable> errors) {
    List<Types.Broken> broken = new ArrayList<>();
    if (errors.isEmpty()) {
      return broken;
    }
    for (Map.Entry<String, String> line : lines(service, loader).entrySet()) {
      String name = line.getKey();
      if (!CLASS_NAME.matcher(name).matches()) {
        broken.add(
            new Types.Broken(
                kind, "", line.getValue(), "its services file has a line that names no class"));
      } else if (!loaded.contains(name)) {
        broken.add(
            new Types.Broken(kind, name, line.getValue(), cause(name, service, loader, errors)));
      }
    }
    if (broken.isEmpty()) {
      errors.forEach(
          error -> broken.add(new Types.Broken(kind, "", "a module", describe(error, service))));
    }
    return broken;
  }

  /** Returns what the services files name, each with its jar. */
  private static Map<String, String> lines(Class<?> service, ClassLoader loader) {
    Map<String, String> names = new LinkedHashMap<>();
    String path = "META-INF/services/" + service.getName();
    try {
      for (URL file : (Iterable<URL>) () -> resources(loader, path)) {
        try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
          reader
              .lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .forEach(line -> names.putIfAbsent(line, Jar.of(file, path)));
        }
      }
    } catch (IOException | UncheckedIOException unreadable) {
      return names;
    }
    return names;
  }

  private static java.util.Iterator<URL> resources(ClassLoader loader, String path) {
    try {
      return loader.getResources(path).asIterator();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String cause(
      String name, Class<?> service, ClassLoader loader, List<Throwable> errors) {
    for (Throwable error : errors) {
      if (String.valueOf(error.getMessage()).contains(name)) {
        return describe(error, service);
      }
    }
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError unusable) {
      return describe(unusable, service);
    }
    return "it could not be loaded";
  }

  /** Says it in our words: a message of someone else's constructor is not repeated. */
  private static String describe(Throwable error, Class<?> service) {
    Throwable root = error.getCause() == null ? error : error.getCause();
    if (error instanceof UnsupportedClassVersionError) {
      return "it was built for a newer Java than this one, which is " + Runtime.version().feature();
    }
    if (root instanceof ExceptionInInitializerError failed) {
      return "its static initialiser threw " + name(failed.getCause());
    }
    if (root instanceof NoClassDefFoundError missing) {
      return "it needs the class "
          + String.valueOf(missing.getMessage()).replace('/', '.')
          + ", which is not there";
    }
    if (error instanceof ClassNotFoundException) {
      return "the class is not in the jar";
    }
    String message = String.valueOf(error.getMessage());
    if (message.endsWith("not found")) {
      return "the class is not in the jar";
    }
    if (message.endsWith("not a subtype")) {
      return "it is no "
          + service.getSimpleName()
          + ", or one of another copy of auth-spi that another class loader has";
    }
    if (message.contains("could not be instantiated")) {
      return "its constructor threw " + name(error.getCause());
    }
    if (message.contains("Unable to get public no-arg constructor")) {
      return "it has no public constructor without parameters";
    }
    return "it could not be loaded: " + name(root);
  }

  private static String name(@Nullable Throwable error) {
    return error == null ? "an error" : error.getClass().getName();
  }
}
