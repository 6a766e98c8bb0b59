package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root, in a tree of its own with a Maven that only brings the jar along. */
class LauncherTest {
  @TempDir private Path folder;
  private Path tree;
  private Path tools;
  private Path elsewhere;

  /** What one run of the script left behind. */
  private record Run(int exit, String out, String err) {}

  @BeforeEach
  void plant() throws IOException {
    tree = Files.createDirectories(folder.resolve("a tree"));
    tools = Files.createDirectories(folder.resolve("some tools"));
    elsewhere = Files.createDirectories(folder.resolve("else where"));
    Files.copy(Path.of("..", "countersign"), tree.resolve("countersign"));
    write(tree.resolve("pom.xml"), "<project/>");
    write(tree.resolve("cli/pom.xml"), "<project/>");
    write(tree.resolve("cli/src/main/java/Main.java"), "");
    write(tree.resolve("examples/quickstart/application.conf"), "");
    Path jar = jar();
    tool(
        "mvn",
        "echo \"$@\" >>'" + folder.resolve("builds") + "'",
        "echo 'noise of the build'",
        "cp '" + jar + "' '" + tree.resolve("cli/target/cli.jar") + "'");
    for (Path source : List.of(tree.resolve("pom.xml"), tree.resolve("cli/pom.xml"))) {
      Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
    }
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void tool(String name, String... lines) throws IOException {
    Path file = tools.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** Returns a jar without classes that leads to those of this test's own class path. */
  private Path jar() throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, "io.countersign.cli.Main");
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    Path jar = folder.resolve("ready.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  private Run run(Path script, String... arguments) throws IOException, InterruptedException {
    return run(System.getProperty("java.home"), tools + ":/usr/bin:/bin", script, arguments);
  }

  private Run run(String javaHome, String path, Path script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path);
    if (!javaHome.isEmpty()) {
      builder.environment().put("JAVA_HOME", javaHome);
    }
    Path err = folder.resolve("err");
    builder.redirectError(err.toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), out, Files.readString(err));
  }

  private long builds() throws IOException {
    Path log = folder.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  @Test
  void first_buildsAndSaysSoOnStderr() throws Exception {
    Run run = run(tree.resolve("countersign"), "--version");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("countersign ").hasLineCount(1);
    assertThat(run.err()).startsWith("countersign: building").hasLineCount(1);
    assertThat(Files.readString(folder.resolve("builds")))
        .contains("-q -B", "-pl cli -am package")
        .doesNotContain("install");
  }

  @Test
  void second_startsWithoutABuild() throws Exception {
    run(tree.resolve("countersign"), "--version");
    Run run = run(tree.resolve("countersign"), "--version");

    assertThat(run.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void sourceNewer_buildsAgain() throws Exception {
    run(tree.resolve("countersign"), "--version");
    Files.setLastModifiedTime(
        tree.resolve("cli/src/main/java/Main.java"), FileTime.from(Instant.now().plusSeconds(60)));
    run(tree.resolve("countersign"), "--version");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void symbolicLinkAndRelativePaths_areSeenFromTheWorkingFolder() throws Exception {
    write(elsewhere.resolve("my app.conf"), "countersign.authenticators.crm { type = none }");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a tree/countersign"));

    Run run = run(link, "-c", "my app.conf", "check");

    assertThat(run.err()).doesNotContain("my app.conf");
    assertThat(run.out()).isEqualTo("crm  ok  (none)\n");
    assertThat(run.exit()).isZero();
  }

  @Test
  void exitCode_isThatOfTheCommand() throws Exception {
    assertThat(run(tree.resolve("countersign"), "check").exit()).isEqualTo(3);
    assertThat(run(tree.resolve("countersign"), "nonsense").exit()).isEqualTo(2);
  }

  @Test
  void javaOnThePath_isUsedWithoutJavaHome() throws Exception {
    tool("java", "exec '" + System.getProperty("java.home") + "/bin/java' \"$@\"");

    assertThat(run("", tools + ":/usr/bin:/bin", tree.resolve("countersign"), "--version").exit())
        .isZero();
  }

  @Test
  void javaTooOld_isSaid() throws Exception {
    tool("java", "echo '    java.specification.version = 1.8' >&2");

    Run run = run("", tools + ":/usr/bin:/bin", tree.resolve("countersign"), "--version");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("Java 17 or newer", "is Java 8");
    assertThat(builds()).isZero();
  }

  @Test
  void javaHomeWrong_isSaid() throws Exception {
    Run run = run("/nowhere", tools + ":/usr/bin:/bin", tree.resolve("countersign"));

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("JAVA_HOME is /nowhere");
  }

  @Test
  void mavenMissing_isSaid() throws Exception {
    Path few = Files.createDirectories(folder.resolve("few"));
    for (String tool : List.of("dirname", "sed", "find", "head", "readlink", "cat")) {
      Path found = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          few.resolve(tool), Files.exists(found) ? found : Path.of("/bin", tool));
    }

    Run run =
        run(System.getProperty("java.home"), few.toString(), tree.resolve("countersign"), "demo");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("needs Maven");
  }

  @Test
  void buildFails_isSaidAndTriedAgain() throws Exception {
    String good = Files.readString(tools.resolve("mvn"));
    tool("mvn", "echo '[ERROR] no' && exit 1");
    Run failed = run(tree.resolve("countersign"), "--version");
    Files.writeString(tools.resolve("mvn"), good);
    Run run = run(tree.resolve("countersign"), "--version");

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("[ERROR] no", "the build failed");
    assertThat(run.exit()).isZero();
  }
}
