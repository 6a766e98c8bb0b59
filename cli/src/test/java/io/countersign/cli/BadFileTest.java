package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be written down as files of a test. */
class BadFileTest {
  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void sitDown() {
    desk =
        new Desk(folder)
            .configuration(
                "secrets { file { paths = [secrets.toml] } }",
                "authenticators { crm { type = bearer, origins = [\"https://crm.example\"] } }");
  }

  private void isReported(String... expected) {
    Run run = desk.run("check");

    assertThat(run.exit()).as(run.err()).isEqualTo(3);
    assertThat(run.err()).contains("crm.token", "secrets.toml").contains(expected);
  }

  @Test
  void secrets_notUtf8_isReported() {
    desk.file(
        "secrets.toml",
        "[crm]\ntoken = \"canary-f\u00fc\"\n".getBytes(StandardCharsets.ISO_8859_1));

    isReported("UTF-8");
  }

  @Test
  void secrets_directory_isReported() throws IOException {
    Files.createDirectory(folder.resolve("secrets.toml"));

    isReported("director");
  }

  @Test
  void secrets_twoMegabytes_isReported() {
    desk.file("secrets.toml", "[crm]\ntoken = \"canary-1\"\n#" + "x".repeat(2 << 20));

    isReported("1 MiB");
  }

  /** A link to itself: a file that not even root can read. */
  @Test
  void secrets_unreadable_isReported() throws IOException {
    Path file = folder.resolve("secrets.toml");
    Files.createSymbolicLink(file, file);

    isReported("cannot be read");
  }

  @Test
  void configuration_notUtf8_isReported() {
    desk.file("application.conf", "x = \"canary-f\u00fc\"".getBytes(StandardCharsets.ISO_8859_1));

    Run run = desk.run("check");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("application.conf", "is not UTF-8");
  }
}
