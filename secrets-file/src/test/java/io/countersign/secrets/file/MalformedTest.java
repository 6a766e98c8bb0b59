package io.countersign.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedTest {
  private static final String CANARY = "canary-9c3b";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "unclosed.toml, is not TOML 1.0, 'see line 2, column 25;'",
    "unquoted.toml, is not TOML 1.0, 'see line 2, column 13;'",
    "tail.toml, is not TOML 1.0, 'see line 2, column 18;'",
    "twice.toml, is not TOML 1.0, 'see line 2, column 1;'",
    "key.toml, is not TOML 1.0, 'see line 2, column 12;'",
    "escape.toml, is not TOML 1.0, 'see line 2, column 25;'",
    "table.toml, is not TOML 1.0, 'see line 2, column 1;'",
    "unclosed.conf, is not HOCON, see line 2",
    "brace.conf, is not HOCON, see line 2",
    "reserved.conf, is not HOCON, see line 2",
    "escape.conf, is not HOCON, see line 2",
    "substitution.conf, refers to nothing, see line 2",
    "environment.conf, refers to nothing, see line 2",
    "include-heuristic.conf, includes another, list that file in paths",
    "include-url.conf, includes another, list that file in paths",
    "include-classpath.conf, includes another, list that file in paths",
    "include-file.conf, includes another, list that file in paths",
    "unclosed.json, is not JSON, see line 2",
    "comment.json, is not JSON, see line 2",
    "comma.json, is not JSON, see line 3",
    "bare.json, is not JSON, see line 2",
    "twice.json, is not JSON, see line 2",
    "array.json, is not JSON, see line 1",
    "empty.json, is not JSON, see line 1"
  })
  void lookUp_syntaxError_namesFileAndLineAndNothingOfTheText(
      String name, String outcome, String remedy) throws URISyntaxException {
    Path file =
        Path.of(Objects.requireNonNull(MalformedTest.class.getResource("bad/" + name)).toURI());

    Lookup.Failed failed = failed(file);

    assertThat(failed.attempts())
        .containsExactly(new Attempt(outcome, "crm.token", file.toString()));
    assertThat(failed.explanation()).startsWith(file + " " + outcome + ": " + remedy);
    assertThat(failed.toString()).doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.toml", "s.conf", "s.json"})
  void lookUp_otherCharset_isInvalid(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, ("# " + CANARY + "\n\u00e4").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(failed(file).explanation())
        .isEqualTo(file + " is not UTF-8: see line 2, and save it as UTF-8");
  }

  @Test
  void lookUp_directoryWhereAFileBelongs_isInvalid() throws IOException {
    Path file = Files.createDirectory(folder.resolve("s.toml"));

    assertThat(failed(file).explanation()).isEqualTo(file + " is a directory: name a file");
  }

  @Test
  void lookUp_twoMebibytes_isInvalid() throws IOException {
    Path file = folder.resolve("s.toml");
    Files.writeString(file, "crm.token = '" + CANARY + "'\n" + "#\n".repeat(1 << 20));

    assertThat(failed(file).toString()).contains("is over 1 MiB").doesNotContain(CANARY);
  }

  @Test
  void lookUp_fileThatCannotBeRead_isInvalid() throws IOException {
    Path loop = folder.resolve("s.toml");
    Files.createSymbolicLink(loop, loop);

    assertThat(failed(loop).explanation()).startsWith(loop + " cannot be read: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.yaml", "s", "s.properties", "s.toml.bak", "s.TOML"})
  void lookUp_unknownEnding_isInvalidEvenIfAbsent(String name) {
    Path file = folder.resolve(name);

    assertThat(failed(file).explanation())
        .isEqualTo(file + " has no known ending: name it .toml, .conf or .json");
  }

  @ParameterizedTest
  @CsvSource({
    "s.toml, 'a = ', '[', ''",
    "s.toml, 'a = ', '{ a = ', ''",
    "s.toml, '', 'a.', 'a = 1'",
    "s.toml, '[', 'a.', 'a]'",
    "s.conf, 'a = ', '[', ''",
    "s.conf, '', 'a {', ''",
    "s.conf, '', 'a.', 'a = 1'",
    "s.conf, 'a = ${', 'a.', 'a}'",
    "s.json, '{\"a\":', '[', ''",
    "s.json, '', '{\"a\":', ''"
  })
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void lookUp_deepNesting_isInvalidAndNoStackOverflow(
      String name, String head, String level, String tail) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "\n" + head + level.repeat(100_000) + tail);

    assertThat(failed(file).explanation()).contains(name.endsWith("toml") ? "line " : "see line 2");
  }

  @Test
  void lookUp_longChainOfSubstitutions_isInvalidAndNoStackOverflow() throws IOException {
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      chain.append('a').append(i).append(" = ${a").append(i + 1).append("}\n");
    }
    Path file = Files.writeString(folder.resolve("s.conf"), chain + "a4000 = x\n");

    assertThat(failed(file).explanation()).contains("nests too deeply");
  }

  @Test
  void lookUp_deepByDotsOrSubstitutions_isInvalid() throws IOException {
    Path dotted = folder.resolve("s.toml");
    Files.writeString(dotted, "a.".repeat(Depth.LIMIT) + "a = 'x'");
    Path substituted = folder.resolve("s.conf");
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < Depth.LIMIT; i++) {
      chain.append('a').append(i).append(" { x = ${a").append(i + 1).append("} }\n");
    }
    Files.writeString(substituted, chain + "a" + Depth.LIMIT + " = x\n");

    assertThat(failed(dotted).explanation()).contains("nests too deeply");
    assertThat(failed(substituted).explanation()).contains("nests too deeply");
  }

  @Test
  void lookUp_asDeepAsAllowed_isFound() throws IOException {
    String key = "a.".repeat(Depth.LIMIT - 1) + "a";
    for (String name : List.of("s.toml", "s.conf")) {
      Path file = Files.writeString(folder.resolve(name), key + " = \"x\"");

      assertThat(FileSource.found(FileSource.files(file), key)).isEqualTo("x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crm.toml", "crm.conf", "crm.json"})
  void lookUp_anyDamage_isAnswered(String name) throws Exception {
    String whole =
        Files.readString(
            Path.of(
                Objects.requireNonNull(MalformedTest.class.getResource("good/" + name)).toURI()));
    String marks = "\"'{}[]=:,.#/$\\\n\r\t\u0000\u00e4\ud83d\udd11-+0e";
    Random random = new Random(20261121);
    Path file = folder.resolve(name);
    for (int round = 0; round < 200; round++) {
      StringBuilder damaged = new StringBuilder(whole);
      for (int hit = random.nextInt(1, 4); hit > 0; hit--) {
        int at = random.nextInt(damaged.length());
        int until = Math.min(damaged.length(), at + random.nextInt(0, 6));
        int mark = random.nextInt(marks.length());
        damaged.replace(at, until, marks.substring(mark, Math.min(mark + 2, marks.length())));
      }
      Files.write(file, damaged.toString().getBytes(StandardCharsets.UTF_8));

      assertThat(FileSource.look(FileSource.files(file), "crm.token")).isNotNull();
    }
  }

  private static Lookup.Failed failed(Path file) {
    Lookup.Failed failed = (Lookup.Failed) FileSource.look(FileSource.files(file), "crm.token");
    assertThat(failed.failure()).isEqualTo(Lookup.Failure.INVALID);
    return failed;
  }
}
