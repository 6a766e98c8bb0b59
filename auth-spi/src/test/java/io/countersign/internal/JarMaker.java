package io.countersign.internal;

import com.typesafe.config.Config;
import io.countersign.spi.AuthProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a few classes into a jar, and damages it as a test asks. */
final class JarMaker {
  private static final String SERVICE = "META-INF/services/" + AuthProvider.class.getName();

  private final Path folder;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<String> dropped = new ArrayList<>();
  private final Map<String, Integer> versions = new TreeMap<>();
  private String services = "";

  JarMaker(Path folder) {
    this.folder = folder;
  }

  /** Adds a provider of this type that works. */
  JarMaker provider(String className, String type) {
    return source(className, providerSource(className, type, "", ""));
  }

  /** Adds a provider with something in its body, or in its head. */
  JarMaker provider(String className, String type, String head, String body) {
    return source(className, providerSource(className, type, head, body));
  }

  JarMaker source(String className, String source) {
    sources.put(className, source);
    return this;
  }

  /** Leaves the class out of the jar, after it was compiled with the others. */
  JarMaker without(String className) {
    dropped.add(className);
    return this;
  }

  /** Makes the class look as if it was compiled for this version of class files. */
  JarMaker version(String className, int major) {
    versions.put(className, major);
    return this;
  }

  JarMaker services(String... lines) {
    services = String.join("\n", lines) + "\n";
    return this;
  }

  Path jar(String name) throws IOException {
    Path classes = Files.createTempDirectory(folder, "classes");
    compile(classes);
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        String entry = classes.relativize(each).toString();
        String className = entry.replace('/', '.').replaceFirst("\\.class$", "");
        if (!dropped.contains(className)) {
          put(out, entry, versioned(className, Files.readAllBytes(each)));
        }
      }
      put(out, SERVICE, services.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private byte[] versioned(String className, byte[] classFile) {
    Integer major = versions.get(className);
    if (major != null) {
      classFile[6] = (byte) (major >> 8);
      classFile[7] = (byte) (int) major;
    }
    return classFile;
  }

  private static void put(JarOutputStream out, String entry, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(entry));
    out.write(content);
    out.closeEntry();
  }

  private void compile(Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, text) -> units.add(new Unit(name, text)));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", where(AuthProvider.class, Config.class));
      if (!compiler.getTask(said, files, null, options, null, units).call()) {
        throw new AssertionError(said.toString());
      }
    }
  }

  /** Returns the class path of these classes. */
  static String where(Class<?>... types) {
    List<String> places = new ArrayList<>();
    for (Class<?> type : types) {
      try {
        URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        places.add(Path.of(place).toString());
      } catch (URISyntaxException strange) {
        throw new AssertionError(strange);
      }
    }
    return String.join(java.io.File.pathSeparator, places);
  }

  private static String providerSource(String className, String type, String head, String body) {
    int dot = className.lastIndexOf('.');
    return "package "
        + className.substring(0, dot)
        + "; import io.countersign.*; import io.countersign.spi.*; import java.util.*; public class "
        + className.substring(dot + 1)
        + " "
        + (head.isEmpty() ? "implements AuthProvider" : head)
        + " { "
        + body
        + " public String type() { return \""
        + type
        + "\"; } public List<Setting<?>> settings() { return List.of(); }"
        + " public Authenticator create(Settings s, AuthContext c) { return Authenticator.none(); } }";
  }

  private static final class Unit extends SimpleJavaFileObject {
    private final String text;

    Unit(String className, String text) {
      super(
          URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
