package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import io.countersign.Countersign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFilesTest {
  @TempDir Path folder;

  private AuthConfigException failure(Path file) {
    return catchThrowableOfType(AuthConfigException.class, () -> Countersign.load(file));
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("application.conf"), content);
  }

  @Test
  void load_missingFile_saysSo() {
    Path missing = folder.resolve("none.conf");
    assertThat(failure(missing)).hasMessage(missing + ": there is no such file").hasNoCause();
  }

  @Test
  void load_directory_saysSo() {
    assertThat(failure(folder)).hasMessage(folder + ": is a directory; name a file");
  }

  @Test
  void load_notUtf8_saysSo() throws IOException {
    Path file = folder.resolve("latin.conf");
    Files.write(file, "a = \"s3cr3té\"".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(failure(file)).hasMessage(file + ": is not UTF-8").hasNoCause();
  }

  @Test
  void load_twoMegabytes_saysSo() throws IOException {
    assertThat(failure(file("#".repeat(2 << 20))))
        .hasMessageEndingWith("application.conf: is larger than 1 MiB; is it a configuration?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a = 1 \\n token = \"s3cr3t | 2 | is not HOCON here: look for a quote or brace left open",
        "a = 1 \\n token = s3cr3t:[ ] ] | 2 | is not HOCON here: look for a quote or brace left open",
        "a {\\n token = s3cr3t | 2 | is not HOCON here: look for a quote or brace left open",
        "a = 1 \\n token = ${s3cr3t} | 2 | a ${…} has no value; write ${?…} if it may be absent, or {{key}} if it is a secret",
      })
  void load_faultOnTheLineOfASecret_namesFileAndLineAndNothingOfIt(
      String content, int line, String what) throws IOException {
    Path file = file(content.replace("\\n", "\n"));

    assertThat(failure(file))
        .hasNoCause()
        .hasMessage(file + ": " + line + ": the configuration: " + what);
  }

  @Test
  void load_includedFileIsMissing_saysWhich() throws IOException {
    assertThat(failure(file("include required(file(\"teams.conf\"))")))
        .hasMessage("teams.conf: the configuration: includes this file, which cannot be read")
        .hasNoCause();
  }

  @Test
  void load_nestedDeeperThanTheStack_saysSo() throws IOException {
    assertThat(failure(file("a = " + "[".repeat(200_000))))
        .hasMessageContaining("the configuration: is nested too deeply")
        .hasNoCause();
  }

  @Test
  void load_include_namesTheFileThatHoldsTheFault() throws IOException {
    Files.writeString(
        folder.resolve("more.conf"), "countersign.authenticators.b {\n type = nix\n}");
    Path file = file("include \"more.conf\"\ncountersign.secrets.priority = []");

    AuthConfigException failure =
        catchThrowableOfType(AuthConfigException.class, () -> Countersign.load(file).ready());

    assertThat(failure.problems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.where()).isEqualTo(folder.resolve("more.conf") + ": 2"));
  }

  @Test
  void load_includeWithAFault_namesThatFile() throws IOException {
    Files.writeString(folder.resolve("more.conf"), "x = 1\ntoken = \"s3cr3t");
    assertThat(failure(file("include \"more.conf\"")))
        .hasMessageStartingWith(
            folder.resolve("more.conf") + ": 2: the configuration: is not HOCON")
        .hasNoCause();
  }
}
