package io.countersign.internal;

import io.countersign.Types;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

  private static final String MALFORMED = "its services file has a line that names no class";

  /** One line of a services file, without its comment. */
  private record Line(String text, String jar) {
    boolean isClassName() {
      return CLASS_NAME.matcher(text).matches();
    }
  }

  private BrokenProviders() {}

  static List<Types.Broken> diagnose(
      Types.Kind kind,
      Class<?> service,
      ClassLoader loader,
      List<String> loaded,
      List<Throwable> errors) {
    Set<Types.Broken> broken = new LinkedHashSet<>();
    if (errors.isEmpty()) {
      return List.of();
    }
    List<Line> lines = lines(service, loader);
    Set<String> malformed = new LinkedHashSet<>();
    lines.stream().filter(line -> !line.isClassName()).forEach(line -> malformed.add(line.jar));
    for (Line line : lines) {
      if (line.isClassName() && !loaded.contains(line.text)) {
        // of a malformed file, ServiceLoader takes none
        String cause =
            malformed.contains(line.jar) ? MALFORMED : cause(line.text, service, loader, errors);
        broken.add(new Types.Broken(kind, line.text, line.jar, cause));
      }
    }
    for (String jar : malformed) {
      if (broken.stream().noneMatch(lost -> lost.jar().equals(jar))) {
        broken.add(new Types.Broken(kind, "", jar, MALFORMED));
      }
    }
    if (broken.isEmpty()) {
      errors.forEach(
          error -> broken.add(new Types.Broken(kind, "", "a module", describe(error, service))));
    }
    return List.copyOf(broken);
  }

  /** Returns what the services files name, each line once. */
  private static List<Line> lines(Class<?> service, ClassLoader loader) {
    Set<Line> lines = new LinkedHashSet<>();
    String path = "META-INF/services/" + service.getName();
    try {
      for (URL file : Collections.list(loader.getResources(path))) {
        try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
          reader
              .lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty())
              .forEach(line -> lines.add(new Line(line, Jar.of(file, path))));
        }
      }
    } catch (IOException | UncheckedIOException unreadable) {
      return List.copyOf(lines);
    }
    return List.copyOf(lines);
  }

  private static String cause(
      String name, Class<?> service, ClassLoader loader, List<Throwable> errors) {
    for (Throwable error : errors) {
      if ((" " + error.getMessage() + " ").contains(" " + name + " ")) {
        return describe(error, service);
      }
    }
    try {
      // asks for what ServiceLoader asks for: a constructor, hence every type in a signature
      var unused = Class.forName(name, false, loader).getConstructors();
    } catch (ClassNotFoundException | LinkageError unusable) {
      return describe(unusable, service);
    }
    return "it could not be loaded";
  }

  /** Says it in our words: a message of someone else's constructor is not repeated. */
  private static String describe(Throwable error, Class<?> service) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof UnsupportedClassVersionError) {
        return "it was built for a newer Java than this one, which is "
            + Runtime.version().feature();
      }
      if (each instanceof ExceptionInInitializerError failed) {
        return "its static initialiser threw " + name(failed.getCause());
      }
      if (each instanceof NoClassDefFoundError missing) {
        return missing(String.valueOf(missing.getMessage()));
      }
    }
    String message = String.valueOf(error.getMessage());
    if (error instanceof ClassNotFoundException || message.endsWith("not found")) {
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
    return "it could not be loaded: " + name(error.getCause() == null ? error : error.getCause());
  }

  private static String missing(String message) {
    return message.startsWith("Could not initialize")
        ? "a static initialiser that it needs failed before"
        : "it needs the class " + message.replace('/', '.') + ", which is not there";
  }

  private static String name(@Nullable Throwable error) {
    return error == null ? "an error" : error.getClass().getName();
  }
}
