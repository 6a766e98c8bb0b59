package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a test runs the command in its own process: a working folder, an environment, and secrets
 * that must show nowhere. Whatever starts with {@code canary-} in a file or a variable is one.
 */
final class Desk {
  private static final Pattern CANARY = Pattern.compile("canary-[A-Za-z0-9]+");

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final Set<String> planted = new LinkedHashSet<>();

  Desk(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  Desk variable(String name, String value) {
    plant(value);
    environment.put(name, value);
    return this;
  }

  Desk file(String name, String content) {
    plant(content);
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Desk file(String name, byte[] content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      // open to others, a file of secrets would be warned of
      assertThat(file.toFile().setReadable(false, false)).isTrue();
      assertThat(file.toFile().setReadable(true, true)).isTrue();
      return this;
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  /** Writes application.conf with these blocks of {@code countersign}. */
  Desk configuration(String... blocks) {
    return file("application.conf", "countersign {\n" + String.join("\n", blocks) + "\n}\n");
  }

  private void plant(String text) {
    Matcher each = CANARY.matcher(text);
    while (each.find()) {
      planted.add(each.group());
    }
  }

  /** What one run of the command left behind. */
  record Run(int exit, String out, String err) {}

  /** Runs the command, and checks that it shows no planted secret in any spelling. */
  Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Main.run(
            new Surroundings(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                folder),
            arguments);
    Run run =
        new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    showsNoSecret(run.out + run.err);
    assertThat(run.err).doesNotContain("\tat ");
    return run;
  }

  /** Checks a text for every planted secret. */
  void showsNoSecret(String text) {
    for (String secret : planted) {
      assertThat(text)
          .doesNotContain(
              secret,
              URLEncoder.encode(secret, StandardCharsets.UTF_8),
              Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(text).doesNotContainPattern(CANARY);
  }
}
