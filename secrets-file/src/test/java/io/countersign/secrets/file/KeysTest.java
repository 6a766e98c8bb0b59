package io.countersign.secrets.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final String CANARY = "canary-2d77";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"crm.toml", "crm.conf", "crm.json"})
  void lookUp_everyLanguage_hasTheSameKeys(String name) throws URISyntaxException {
    Path file = resource("good/" + name);
    SecretResolver source = FileSource.files(file);

    assertThat(FileSource.look(source, "crm.token"))
        .isEqualTo(
            new Lookup.Found(
                "t0k.en",
                "crm.token in " + file,
                Optional.empty(),
                List.of(new Attempt("found", "crm.token", file.toString()))));
    assertThat(FileSource.found(source, "crm.nested.client-secret")).isEqualTo("literal \\n stays");
    assertThat(FileSource.found(source, "quoted.dots")).isEqualTo("q");
    assertThat(FileSource.found(source, "crm.nested.a.b")).isEqualTo("ab");
    assertThat(FileSource.found(source, "pem")).isEqualTo("-----BEGIN-----\nabc\n-----END-----\n");
    assertThat(FileSource.look(source, "empty").attempts())
        .containsExactly(new Attempt("set but empty", "empty", file.toString()));
    assertThat(((Lookup.NotFound) FileSource.look(source, "crm.tokn")).others())
        .contains("crm.token", "crm.nested.client-secret", "quoted.dots", "crm.nested.a.b", "pem");
  }

  @ParameterizedTest
  @CsvSource({
    "values.integer, is a number (line 16): write a text between quotes",
    "values.float, is a number (line 17): write a text between quotes",
    "values.flag, is a truth value (line 18): write a text between quotes",
    "values.date, is a date or time (line 19): write a text between quotes",
    "values.array, is an array (line 20): write a text between quotes",
    "values, holds keys of its own: name one of them"
  })
  void lookUp_tomlThatIsNoText_isInvalid(String key, String explanation) throws URISyntaxException {
    Path file = resource("good/crm.toml");

    assertThat(FileSource.look(FileSource.files(file), key))
        .isEqualTo(
            new Lookup.Failed(
                Lookup.Failure.INVALID,
                List.of(new Attempt("not a text", key, file.toString())),
                key + " in " + file + " " + explanation));
  }

  @ParameterizedTest
  @CsvSource({
    "crm.conf, values.integer, 0123456",
    "crm.conf, values.float, 1.10",
    "crm.conf, values.flag, true",
    "crm.conf, values.copy, t0k.en",
    "crm.json, values.integer, 123456",
    "crm.json, values.float, 1.10",
    "crm.json, values.flag, true"
  })
  void lookUp_hoconScalar_keepsItsSpelling(String file, String key, String value)
      throws URISyntaxException {
    assertThat(FileSource.found(FileSource.files(resource("good/" + file)), key)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"crm.conf, 11", "crm.json, 6"})
  void lookUp_hoconList_isInvalidAndNullIsMissing(String name, int line) throws URISyntaxException {
    SecretResolver source = FileSource.files(resource("good/" + name));

    assertThat(FileSource.look(source, "values.array"))
        .isInstanceOfSatisfying(
            Lookup.Failed.class,
            failed ->
                assertThat(failed.explanation())
                    .contains("is a list (line " + line + "): write a text between quotes"));
    assertThat(FileSource.look(source, "values.none").attempts())
        .extracting(Attempt::outcome)
        .containsExactly("no such key");
  }

  @Test
  void lookUp_keyNestedAndQuoted_isAmbiguous() throws IOException {
    Path file = write("s.toml", "crm.token = '" + CANARY + "'\n\"crm.token\" = '" + CANARY + "'");

    assertThat(FileSource.look(FileSource.files(file), "crm.token"))
        .isInstanceOfSatisfying(
            Lookup.Failed.class,
            failed ->
                assertThat(failed.explanation())
                    .isEqualTo("crm.token in " + file + " stands there twice: keep one"))
        .satisfies(failed -> assertThat(failed.toString()).doesNotContain(CANARY));
  }

  @Test
  void lookUp_severalFiles_takesTheFirstThatHasIt() throws IOException {
    Path absent = folder.resolve("absent.toml");
    Path first = write("first.toml", "a = '1'\nc = ''");
    Path second = write("second.conf", "a = 2, b = 2, c = 3");
    SecretResolver source = FileSource.files(absent, first, second);

    assertThat(FileSource.found(source, "a")).isEqualTo("1");
    assertThat(FileSource.found(source, "c")).isEqualTo("3");
    assertThat(FileSource.look(source, "b").attempts())
        .containsExactly(
            new Attempt("no such file", "b", absent.toString()),
            new Attempt("no such key", "b", first.toString()),
            new Attempt("found", "b", second.toString()));
  }

  @Test
  void lookUp_brokenFile_stopsBeforeLowerOnes() throws IOException {
    Path broken = write("broken.toml", "a = ");
    Path lower = write("lower.toml", "a = 'x'");

    assertThat(FileSource.look(FileSource.files(broken, lower), "a"))
        .isInstanceOfSatisfying(
            Lookup.Failed.class, failed -> assertThat(failed.attempts()).hasSize(1));
    assertThat(FileSource.found(FileSource.files(lower, broken), "a")).isEqualTo("x");
  }

  @Test
  void lookUp_byteOrderMarkAndCarriageReturns_areNoFault() throws IOException {
    for (String name : List.of("s.toml", "s.conf")) {
      assertThat(
              FileSource.found(
                  FileSource.files(write(name, "\uFEFFa = \"1\"\r\n\r\nb = \"2\"\r\n")), "b"))
          .isEqualTo("2");
    }
    assertThat(
            FileSource.found(
                FileSource.files(write("s.json", "\uFEFF{\r\n\"b\": \"2\"\r\n}\r\n")), "b"))
        .isEqualTo("2");
  }

  @Test
  void lookUp_otherKeys_areOnlyThoseThatAConfigurationCanName() throws IOException {
    Path file = write("s.toml", "'crm token' = 'x'\n'" + CANARY + "=' = 'x'\nok = 'x'\nnumber = 1");

    assertThat(((Lookup.NotFound) FileSource.look(FileSource.files(file), "none")).others())
        .containsExactly("ok");
  }

  @Test
  void lookUp_fileThatWasMended_isSeenByTheNext() throws IOException {
    Path file = write("s.toml", "a = ");
    SecretResolver source = FileSource.files(file);
    assertThat(FileSource.look(source, "a")).isInstanceOf(Lookup.Failed.class);

    write("s.toml", "a = 'x'");

    assertThat(FileSource.found(source, "a")).isEqualTo("x");
  }

  @Test
  void lookUp_nothingConfigured_saysWhatToConfigure() {
    SecretResolver source = FileSource.with(folder, Map.of());

    assertThat(FileSource.look(source, "a"))
        .isEqualTo(
            new Lookup.NotFound(
                List.of(new Attempt("not configured", "countersign.secrets.file.paths", "")),
                List.of()));
  }

  @Test
  void lookUp_several_answersEachAndShowsNone() throws IOException {
    SecretResolver source = FileSource.files(write("s.toml", "a = '" + CANARY + "'"));
    SecretRef a = new SecretRef.Key("a");
    SecretRef b = new SecretRef.Key("b");

    Map<SecretRef, Lookup> answers = source.lookUp(Set.of(a, b), Duration.ofSeconds(1));

    assertThat(answers).containsOnlyKeys(a, b);
    assertThat(answers.toString()).doesNotContain(CANARY);
    assertThat(source.locate(Set.of(a), Duration.ofSeconds(1)).get(a))
        .isInstanceOfSatisfying(Lookup.Found.class, found -> assertThat(found.value()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s.toml | crm.token | token = \"…\" under [crm]",
        "s.toml | crm.eu.token | token = \"…\" under [crm.eu]",
        "s.toml | token | token = \"…\"",
        "s.conf | crm.token | crm.token = \"…\"",
        "s.json | a.b-c.d | \"a\": { \"b-c\": { \"d\": \"…\" } }",
        "s.json | a | \"a\": \"…\""
      })
  void place_ofKey_saysTheLineToWrite(String name, String key, String line) {
    Path file = folder.resolve(name);

    assertThat(FileSource.files(Path.of("other.ini"), file).place(new SecretRef.Key(key)))
        .isEqualTo(new SecretPlace(key, line + "  in " + file));
  }

  @Test
  void place_directoryAlone_saysTheFileToMake() {
    assertThat(FileSource.directory(folder).place(new SecretRef.Key("crm.token")).toSet())
        .isEqualTo("a file named crm.token in " + folder);
  }

  @Test
  void place_nothingConfigured_namesTheSetting() {
    assertThat(FileSource.with(folder, Map.of()).place(new SecretRef.Key("crm.token")).toSet())
        .isEqualTo("token = \"…\" under [crm]  in a file listed in countersign.secrets.file.paths");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(KeysTest.class.getResource(name)).toURI());
  }

  private static final List<String> TENANTS =
      List.of("a-b", "a_b", "A_B", "A-B", "1x", "007", "1e5", "-", "_", "acme");

  /** Written as the report says, it is found by its own tenant alone. */
  @ParameterizedTest
  @ValueSource(strings = {".toml", ".conf", ".json"})
  void lookUp_keyOfATenant_isItsOwn(String ending) throws IOException {
    Path file = folder.resolve("tenants" + ending);
    SecretResolver source = FileSource.files(file);
    for (String holder : TENANTS) {
      String said = source.place(new SecretRef.Key("crm.token").of(holder)).toSet();
      String line = said.substring(0, said.indexOf("  in ")).replace("…", CANARY);
      int under = line.indexOf(" under ");
      Files.writeString(
          file,
          switch (ending) {
            case ".toml" -> line.substring(under + 7) + "\n" + line.substring(0, under);
            case ".json" -> "{" + line + "}";
            default -> line;
          });

      for (String asking : TENANTS) {
        Lookup answer = FileSource.look(source, "tenants." + asking + ".crm.token");
        assertThat(answer instanceof Lookup.Found)
            .as("%s asks for what %s has", asking, holder)
            .isEqualTo(asking.equals(holder));
      }
    }
  }

  @Test
  void lookUp_missingKey_isNotCompletedFromAnotherTenantOrTheHouse() throws IOException {
    Path file = folder.resolve("tenants.toml");
    Files.writeString(
        file,
        """
        [crm]
        token = "h"
        [tenants.1x.crm]
        tokn = "a"
        [tenants.1y.crm]
        token = "b"
        """);
    SecretResolver source = FileSource.files(file);

    assertThat(((Lookup.NotFound) FileSource.look(source, "tenants.1x.crm.token")).others())
        .containsExactly("tenants.1x.crm.tokn");
    assertThat(((Lookup.NotFound) FileSource.look(source, "crm.tokn")).others())
        .containsExactly("crm.token");
  }
}
