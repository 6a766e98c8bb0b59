package io.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whole starts of {@code countersign check} with 100 authenticators, beside a program that loads
 * the same file with Typesafe Config and does no more: the same flags, an archive of classes for
 * each, in turns.
 */
public final class StartUp {
  private static final int BLOCKS = 100;
  private static final int STARTS = 20;

  private StartUp() {}

  /**
   * Prints a table in Markdown.
   *
   * @param arguments the jar of the command, and that of the benchmarks; by default those of the
   *     build, from the root of the project
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path command = Path.of(arguments.length > 0 ? arguments[0] : "cli/target/cli.jar");
    Path benchmarks =
        Path.of(arguments.length > 1 ? arguments[1] : "benchmarks/target/benchmarks.jar");
    Path folder = Files.createTempDirectory("start-up");
    Map<String, String> environment = write(folder);
    Path config = folder.resolve("application.conf");
    // The bare program has the jar of Typesafe Config and its own class on its class path, no more.
    Path library = command.resolveSibling("lib");
    String bare = configJar(library) + java.io.File.pathSeparator + only(benchmarks, folder);
    List<String> ours = List.of("-jar", command.toString(), "-c", config.toString(), "check");
    List<String> theirs = List.of("-cp", bare, BareConfig.class.getName(), config.toString());

    archive(folder.resolve("ours.jsa"), ours, environment);
    archive(folder.resolve("theirs.jsa"), theirs, environment);
    long[] with = new long[STARTS];
    long[] without = new long[STARTS];
    for (int i = 0; i < STARTS; i++) {
      without[i] = start(folder.resolve("theirs.jsa"), theirs, environment);
      with[i] = start(folder.resolve("ours.jsa"), ours, environment);
    }
    double one = median(without);
    double other = median(with);
    System.out.println("| program | median of " + STARTS + " starts | × |");
    System.out.println("|---|---|---|");
    System.out.printf(Locale.ROOT, "| Typesafe Config alone | %.0f ms | 1.0 |%n", one);
    System.out.printf(
        Locale.ROOT,
        "| `countersign check`, %d authenticators | %.0f ms | %.2f |%n",
        BLOCKS,
        other,
        other / one);
  }

  private static Map<String, String> write(Path folder) throws IOException {
    Map<String, String> environment = new TreeMap<>();
    StringBuilder config =
        new StringBuilder(
            "countersign {\n  secrets { priority = [env, file], file { paths = [\"secrets.toml\"] } }\n  authenticators {\n");
    StringBuilder toml = new StringBuilder();
    for (int i = 0; i < BLOCKS; i++) {
      String origins = "origins = [\"https://api" + i + ".example.com\"]";
      String name = "api" + i;
      config
          .append("    ")
          .append(name)
          .append(
              switch (i % 4) {
                case 0 -> " { type = bearer, " + origins + " }\n";
                case 1 -> " { type = http-basic, username = reports, " + origins + " }\n";
                case 2 -> " { type = api-key, in = \"header X-Api-Key\", " + origins + " }\n";
                default ->
                    " { type = api-key, in = \"query key\", headers { X-Tenant = \"{{"
                        + name
                        + ".tenant}}\" }, "
                        + origins
                        + " }\n";
              });
      String secret = i % 4 == 0 ? "token" : i % 4 == 1 ? "password" : "key";
      if (i % 8 < 4) {
        environment.put((name + "_" + secret).toUpperCase(Locale.ROOT), "secret-" + i);
      } else {
        toml.append("[")
            .append(name)
            .append("]\n")
            .append(secret)
            .append(" = \"secret-")
            .append(i)
            .append("\"\n");
      }
      if (i % 4 == 3) {
        environment.put((name + "_tenant").toUpperCase(Locale.ROOT), "acme");
      }
    }
    Files.writeString(folder.resolve("application.conf"), config.append("  }\n}\n"));
    Path secrets = Files.writeString(folder.resolve("secrets.toml"), toml);
    boolean kept =
        secrets.toFile().setReadable(false, false) && secrets.toFile().setReadable(true, true);
    if (!kept) {
      throw new IOException("cannot keep the file of secrets to ourselves");
    }
    return environment;
  }

  private static Path configJar(Path library) throws IOException {
    try (java.util.stream.Stream<Path> jars = Files.list(library)) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("config-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Returns a jar of the bare program alone: an archive of classes takes no folders. */
  private static Path only(Path benchmarks, Path folder) throws IOException {
    String entry = BareConfig.class.getName().replace('.', '/') + ".class";
    Path jar = folder.resolve("bare.jar");
    try (java.util.zip.ZipFile from = new java.util.zip.ZipFile(benchmarks.toFile());
        java.util.zip.ZipOutputStream to =
            new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
      to.putNextEntry(new java.util.zip.ZipEntry(entry));
      from.getInputStream(from.getEntry(entry)).transferTo(to);
      to.closeEntry();
    }
    return jar;
  }

  private static void archive(Path archive, List<String> program, Map<String, String> environment)
      throws IOException, InterruptedException {
    run(List.of("-XX:ArchiveClassesAtExit=" + archive), program, environment);
  }

  private static long start(Path archive, List<String> program, Map<String, String> environment)
      throws IOException, InterruptedException {
    long before = System.nanoTime();
    run(List.of("-XX:SharedArchiveFile=" + archive), program, environment);
    return System.nanoTime() - before;
  }

  private static void run(List<String> flags, List<String> program, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:disable"));
    line.addAll(flags);
    line.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(line + " failed:\n" + said);
    }
  }

  private static double median(long[] nanos) {
    Arrays.sort(nanos);
    return (nanos[nanos.length / 2] + nanos[(nanos.length - 1) / 2]) / 2e6;
  }
}
