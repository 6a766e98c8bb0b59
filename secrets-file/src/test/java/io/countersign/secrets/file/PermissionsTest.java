package io.countersign.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretResolver;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
  private static final String CANARY = "canary-0b6d";

  private final Logger logger = Logger.getLogger("io.countersign.secrets.file");
  private final List<LogRecord> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          logged.add(logRecord);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, 644", "rw-r-----, 640", "rwx-----x, 701", "rw----rw-, 606"})
  void lookUp_openFile_isWarnedOfOnce(String permissions, String mode) throws IOException {
    Path file = secrets(folder.resolve("s.toml"), permissions);
    SecretResolver source = source("warn", file);

    FileSource.found(source, "a");
    FileSource.found(source, "a");

    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(logged.get(0).getMessage())
        .isEqualTo(
            file + " holds secrets and is open to others (mode " + mode + "): chmod 600 " + file);
  }

  @Test
  void lookUp_fileOfItsOwner_isNotWarnedOf() throws IOException {
    FileSource.found(source("warn", secrets(folder.resolve("s.toml"), "rwx------")), "a");

    assertThat(logged).isEmpty();
  }

  @Test
  void lookUp_openFileThatMustNotBe_isInvalid() throws IOException {
    Path file = secrets(folder.resolve("s.toml"), "rw-r--r--");

    assertThat(FileSource.look(source("fail", file), "a"))
        .isEqualTo(
            new Lookup.Failed(
                Lookup.Failure.INVALID,
                List.of(new Attempt("is open to others", "a", file.toString())),
                file + " is open to others: its mode is 644: chmod 600 " + file));
    assertThat(logged).isEmpty();
  }

  @Test
  void lookUp_openFileThatMayBe_isTaken() throws IOException {
    FileSource.found(source("ignore", secrets(folder.resolve("s.toml"), "rw-r--r--")), "a");

    assertThat(logged).isEmpty();
  }

  @Test
  void lookUp_kubernetesVolume_isLeftAlone() throws IOException {
    Path version = Files.createDirectory(folder.resolve("..2026_01"));
    secrets(version.resolve("s.toml"), "rw-r--r--");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01"));
    Path file = Files.createSymbolicLink(folder.resolve("s.toml"), Path.of("..data/s.toml"));

    assertThat(FileSource.found(source("fail", file), "a")).isEqualTo(CANARY);
    assertThat(FileSource.found(source("warn", file), "a")).isEqualTo(CANARY);
    assertThat(logged).isEmpty();
  }

  @Test
  void lookUp_directoryAndLocator_areCheckedToo() throws IOException {
    Path file = secrets(folder.resolve("token"), "rw-r--r--");
    SecretResolver warning = FileSource.with(folder, Map.of("directory", folder));
    SecretResolver failing =
        FileSource.with(folder, Map.of("directory", folder, "permissions", "fail"));

    FileSource.found(warning, "token");
    FileSource.look(warning, FileSource.locator("token"));

    assertThat(logged)
        .singleElement()
        .satisfies(one ->
            assertThat(one.getMessage()).contains("chmod 600 " + file).doesNotContain(CANARY));
    assertThat(FileSource.look(failing, "token")).isInstanceOf(Lookup.Failed.class);
    assertThat(FileSource.look(failing, FileSource.locator("token")))
        .isInstanceOf(Lookup.Failed.class);
  }

  private static SecretResolver source(String rule, Path file) {
    return FileSource.with(
        file.resolveSibling(""), Map.of("paths", List.of(file), "permissions", rule));
  }

  private static Path secrets(Path file, String permissions) throws IOException {
    Files.writeString(file, "a = '" + CANARY + "'");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
