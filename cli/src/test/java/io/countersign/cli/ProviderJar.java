package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Compiles sources into a jar with a services file, and breaks it where a test wants that. */
final class ProviderJar {
  private static final String SERVICES = "META-INF/services/io.countersign.spi.";

  private final Path work;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> services = new LinkedHashMap<>();
  private final Set<String> leftOut = new TreeSet<>();
  private final Set<String> newer = new TreeSet<>();

  ProviderJar(Path work) {
    this.work = work;
  }

  /** Adds a class of package {@code jar}; the source is its text after the imports. */
  ProviderJar source(String name, String source) {
    sources.put(
        name,
        "package jar;\nimport io.countersign.*;\nimport io.countersign.spi.*;\n"
            + "import java.util.*;\n"
            + source);
    return this;
  }

  /** Adds a provider of this type that takes no settings, with more in its body. */
  ProviderJar provider(String name, String type, String more) {
    return source(
        name,
        "public class "
            + name
            + " implements AuthProvider {\n"
            + "  public String type() { return \""
            + type
            + "\"; }\n"
            + "  public List<Setting<?>> settings() { return List.of(); }\n"
            + "  public Authenticator create(Settings s, AuthContext c) {\n"
            + "    return Authenticator.none();\n  }\n"
            + more
            + "}\n");
  }

  /** Adds a line to a services file. */
  ProviderJar service(String service, String line) {
    services.merge(SERVICES + service, line + "\n", String::concat);
    return this;
  }

  /** Names classes of package {@code jar} as providers of authenticators. */
  ProviderJar names(String... classes) {
    for (String name : classes) {
      service("AuthProvider", "jar." + name);
    }
    return this;
  }

  /** Leaves the class file of a compiled class out of the jar. */
  ProviderJar without(String name) {
    leftOut.add(name);
    return this;
  }

  /** Marks a class file as one for a Java that is still to come. */
  ProviderJar newerJava(String name) {
    newer.add(name);
    return this;
  }

  /** Writes the jar and returns it. */
  Path write(String file) {
    try {
      Path classes = Files.createDirectories(work.resolve(file + "-classes"));
      compile(Files.createDirectories(work.resolve(file + "-sources")), classes);
      Path jar = work.resolve(file);
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream entries = new JarOutputStream(out);
          Stream<Path> all = Files.walk(classes)) {
        for (Path one : all.filter(Files::isRegularFile).sorted().toList()) {
          add(entries, classes, one);
        }
        for (Map.Entry<String, String> service : services.entrySet()) {
          entries.putNextEntry(new JarEntry(service.getKey()));
          entries.write(service.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
      }
      return jar;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void compile(Path folder, Path classes) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve(source.getKey() + ".java");
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    assertThat(compiler.run(out, out, arguments.toArray(String[]::new)))
        .as(said::toString)
        .isZero();
  }

  private void add(JarOutputStream entries, Path classes, Path file) throws IOException {
    String name = file.getFileName().toString().replace(".class", "");
    if (leftOut.contains(name)) {
      return;
    }
    byte[] content = Files.readAllBytes(file);
    if (newer.contains(name)) {
      content[7] = (byte) 200; // the low byte of the major version, JVMS §4.1
    }
    entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
    entries.write(content);
  }
}
