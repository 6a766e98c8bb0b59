package io.countersign.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of a module in a jar, and the {@code countersign} command in a process that knows
 * nothing of them but by {@code --class-path}. The module under test needs {@code cli} in its test
 * scope.
 *
 * @param folder the working folder of the command; the jar is there
 * @param environment what is added to the environment
 */
public record JarOnCommand(Path folder, Map<String, String> environment) {

  /** How a command ended; both of its streams in one text. */
  public record Ended(int exit, String printed) {}

  /** Packs the module that a class belongs to, from where the build put its classes. */
  public JarOnCommand jar(String name, Class<?> ofTheModule) throws IOException {
    Path classes;
    try {
      classes = Path.of(ofTheModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file));
        Stream<Path> all = Files.walk(classes)) {
      for (Path one : all.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(one).toString().replace('\\', '/')));
        Files.copy(one, jar);
      }
    }
    return this;
  }

  /** Runs the command; waits a minute for its end. */
  public Ended run(String... arguments) throws IOException, InterruptedException {
    String own = Path.of("target").toAbsolutePath().toString();
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "io.countersign.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " did not end");
    }
    return new Ended(process.exitValue(), printed);
  }
}
