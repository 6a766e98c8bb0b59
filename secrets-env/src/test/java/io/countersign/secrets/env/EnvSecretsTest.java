package io.countersign.secrets.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

class EnvSecretsTest {
  private static final String CANARY = "canary-7a40";
  private static final SecretRef TOKEN = new SecretRef.Key("crm.token");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a.b-c, '', A_B_C",
    "token, '', TOKEN",
    "Crm.x_y, '', CRM_X_Y",
    "title.i, '', TITLE_I",
    "a.b-c, ACME_, ACME_A_B_C"
  })
  void place_ofKey_isTheVariable(String key, String prefix, String variable) {
    assertThat(source(Map.of(), Map.of("prefix", prefix)).place(new SecretRef.Key(key)))
        .isEqualTo(new SecretPlace(variable, "export " + variable + "=…"));
  }

  @Test
  void place_ofLocator_isVerbatimWithoutThePrefix() {
    assertThat(source(Map.of(), Map.of("prefix", "ACME_")).place(locator("Gh_Token")).name())
        .isEqualTo("Gh_Token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1A", "A B", "A-B", "A;rm", "A$(x)", "Ä", "A\n", "A="})
  void place_nameThatNoShellTakes_isRefusedWithoutShowingIt(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source(Map.of()).place(locator(name)))
        .withMessage(
            "a name of an environment variable has letters, digits and underscores, and does not"
                + " begin with a digit");
  }

  @Test
  void place_fieldOrOption_isRefused() {
    SecretResolver source = source(Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> source.place(new SecretRef.Locator("env", "A", Optional.of("f"), Map.of())))
        .withMessageContaining("no fields");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            source.place(new SecretRef.Locator("env", "A", Optional.empty(), Map.of("o", "1"))))
        .withMessageContaining("no options");
  }

  @Test
  void lookUp_variable_isFoundAsItIs() {
    assertThat(look(Map.of("CRM_TOKEN", " {{x}} \n")))
        .isEqualTo(
            new Lookup.Found(
                " {{x}} \n",
                "CRM_TOKEN",
                Optional.empty(),
                List.of(new Attempt("found", "CRM_TOKEN", ""))));
  }

  @Test
  void lookUp_nothingSet_listsBothLooksAndTheOtherNames() {
    Lookup.NotFound answer = (Lookup.NotFound) look(Map.of("CRM_TOKN", CANARY, "EMPTY", ""));

    assertThat(answer.attempts())
        .containsExactly(
            new Attempt("not set", "CRM_TOKEN", ""), new Attempt("not set", "CRM_TOKEN_FILE", ""));
    assertThat(answer.others()).containsExactly("CRM_TOKN");
  }

  @Test
  void lookUp_emptyVariables_areMissing() {
    assertThat(look(Map.of("CRM_TOKEN", "", "CRM_TOKEN_FILE", "")).attempts())
        .containsExactly(
            new Attempt("set but empty", "CRM_TOKEN", ""),
            new Attempt("set but empty", "CRM_TOKEN_FILE", ""));
  }

  @Test
  void lookUp_bothSet_isAmbiguous() {
    Lookup.Failed answer =
        failed(Map.of("CRM_TOKEN", CANARY, "CRM_TOKEN_FILE", "/run/secrets/crm"));

    assertThat(answer.explanation())
        .isEqualTo("CRM_TOKEN and CRM_TOKEN_FILE are both set: unset one of them");
    assertThat(answer.attempts()).extracting(Attempt::outcome).containsExactly("set", "set");
  }

  @Test
  void lookUp_emptyVariableBesideAFile_readsTheFile() throws IOException {
    assertThat(found(Map.of("CRM_TOKEN", "", "CRM_TOKEN_FILE", file("v"))).value()).isEqualTo("v");
  }

  @ParameterizedTest
  @CsvSource({"v, v", "v\\n, v", "v\\r\\n, v", "v\\n\\n, v\\n", "\uFEFFv\\n, v"})
  void lookUp_file_losesItsMarkAndOneLineEnd(String written, String expected) throws IOException {
    String path = file(written.replace("\\n", "\n").replace("\\r", "\r"));

    Lookup.Found answer = found(Map.of("CRM_TOKEN_FILE", path));

    assertThat(answer.value()).isEqualTo(expected.replace("\\n", "\n"));
    assertThat(answer.place()).isEqualTo("CRM_TOKEN_FILE (" + path + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void lookUp_emptyFile_isMissing(String written) throws IOException {
    String path = file(written);

    Lookup answer = look(Map.of("CRM_TOKEN_FILE", path));

    assertThat(answer).isInstanceOf(Lookup.NotFound.class);
    assertThat(answer.attempts())
        .containsExactly(
            new Attempt("not set", "CRM_TOKEN", ""), new Attempt("empty", "CRM_TOKEN_FILE", path));
  }

  @Test
  void lookUp_fileThatIsNotThere_isInvalid() {
    String path = folder.resolve("gone").toString();

    Lookup.Failed answer = failed(Map.of("CRM_TOKEN_FILE", path));

    assertThat(answer.attempts()).contains(new Attempt("no such file", "CRM_TOKEN_FILE", path));
    assertThat(answer.explanation())
        .isEqualTo(
            path + ", which CRM_TOKEN_FILE names, is not there: mend it, or unset CRM_TOKEN_FILE");
  }

  @Test
  void lookUp_directory_isInvalid() {
    assertThat(failed(Map.of("CRM_TOKEN_FILE", folder.toString())).explanation())
        .isEqualTo(folder + ", which CRM_TOKEN_FILE names, is a directory: name a file");
  }

  @Test
  void lookUp_fileThatCannotBeRead_isInvalid() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);

    assertThat(failed(Map.of("CRM_TOKEN_FILE", loop.toString())).explanation())
        .startsWith(loop + ", which CRM_TOKEN_FILE names, cannot be read: ");
  }

  @Test
  void lookUp_fileInAnotherCharset_isInvalidAndNotShown() throws IOException {
    Path file =
        Files.write(
            folder.resolve("latin"), (CANARY + "\u00e4").getBytes(StandardCharsets.ISO_8859_1));

    Lookup.Failed answer = failed(Map.of("CRM_TOKEN_FILE", file.toString()));

    assertThat(answer.explanation()).contains("is not UTF-8");
    assertThat(answer.toString()).doesNotContain(CANARY);
  }

  @Test
  void lookUp_fileOverTheLimit_isInvalid() throws IOException {
    assertThat(failed(Map.of("CRM_TOKEN_FILE", file(CANARY.repeat(200_000)))).toString())
        .contains("is over 1 MiB")
        .doesNotContain(CANARY);
  }

  @Test
  void lookUp_secretPutWhereAPathBelongs_isNotShown() {
    assertThat(failed(Map.of("CRM_TOKEN_FILE", CANARY)).toString()).doesNotContain(CANARY);
    assertThat(failed(Map.of("CRM_TOKEN_FILE", CANARY.repeat(100))).toString())
        .doesNotContain(CANARY);
    assertThat(failed(Map.of("CRM_TOKEN_FILE", CANARY + "\0")).toString())
        .contains("is no path")
        .doesNotContain(CANARY);
  }

  @Test
  void lookUp_lineEndInAPath_doesNotReachTheReport() {
    assertThat(failed(Map.of("CRM_TOKEN_FILE", "/gone\nforged line")).toString())
        .doesNotContain("\n");
  }

  @Test
  void lookUp_otherSuffix_isTaken() throws IOException {
    SecretResolver source =
        source(Map.of("CRM_TOKEN_PATH", file("v")), Map.of("file-suffix", "_PATH"));

    assertThat(source.lookUp(Set.of(TOKEN), Duration.ofSeconds(1)).get(TOKEN))
        .isInstanceOf(Lookup.Found.class);
  }

  @Test
  void lookUp_locator_followsItsFileToo() throws IOException {
    SecretRef ref = locator("GH");

    assertThat(
            source(Map.of("GH_FILE", file("v")))
                .lookUp(Set.of(ref), Duration.ofSeconds(1))
                .get(ref))
        .isInstanceOfSatisfying(
            Lookup.Found.class, found -> assertThat(found.value()).isEqualTo("v"));
  }

  @Test
  void lookUp_several_answersEach() {
    SecretRef other = new SecretRef.Key("other");

    assertThat(
            source(Map.of("CRM_TOKEN", CANARY)).lookUp(Set.of(TOKEN, other), Duration.ofSeconds(1)))
        .containsOnlyKeys(TOKEN, other)
        .satisfies(answers -> assertThat(answers.toString()).doesNotContain(CANARY));
  }

  @Test
  void locate_variable_hasNoValue() {
    assertThat(
            source(Map.of("CRM_TOKEN", CANARY))
                .locate(Set.of(TOKEN), Duration.ofSeconds(1))
                .get(TOKEN))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> {
              assertThat(found.value()).isEmpty();
              assertThat(found.place()).isEqualTo("CRM_TOKEN");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "A-", "a b", "Ä"})
  void settings_wordsThatNoVariableTakes_areRefused(String word) {
    assertThatIllegalArgumentException().isThrownBy(() -> EnvProvider.PREFIX.parse(word));
  }

  @Test
  void settings_emptySuffix_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> EnvProvider.FILE_SUFFIX.parse(""));
  }

  private String file(String content) throws IOException {
    return Files.writeString(folder.resolve("secret"), content).toString();
  }

  private static SecretRef locator(String name) {
    return new SecretRef.Locator("env", name, Optional.empty(), Map.of());
  }

  private static SecretResolver source(Map<String, String> environment) {
    return source(environment, Map.of());
  }

  private static SecretResolver source(
      Map<String, String> environment, Map<String, Object> written) {
    return new EnvProvider()
        .create(
            "env",
            new TestSettings("countersign.secrets.env", written),
            TestContext.create().at(Path.of(""), environment));
  }

  private static Lookup look(Map<String, String> environment) {
    return Objects.requireNonNull(
        source(environment).lookUp(Set.of(TOKEN), Duration.ofSeconds(1)).get(TOKEN));
  }

  private static Lookup.Found found(Map<String, String> environment) {
    return (Lookup.Found) look(environment);
  }

  private static Lookup.Failed failed(Map<String, String> environment) {
    Lookup.Failed answer = (Lookup.Failed) look(environment);
    assertThat(answer.failure()).isEqualTo(Lookup.Failure.INVALID);
    return answer;
  }

  /** The names a-b, a_b and A_B would be one variable, and that of a block of the house. */
  @ParameterizedTest
  @ValueSource(strings = {"a-b", "a_b", "A_B", "1x", "acme"})
  void lookUp_keyOfATenant_isHeldByNoVariable(String tenant) {
    SecretRef key = new SecretRef.Key("crm.token").of(tenant);
    String variable = key.toString().toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_");
    SecretResolver source = source(Map.of(variable, CANARY, variable + "_FILE", "/x"));

    Lookup answer = source.lookUp(Set.of(key), Duration.ofSeconds(1)).get(key);

    assertThat(answer)
        .isEqualTo(
            new Lookup.NotFound(
                List.of(
                    new Attempt(
                        "none of tenants",
                        "the environment, where their names would run together",
                        "")),
                List.of()));
    assertThat(source.place(key)).isEqualTo(new SecretPlace(key.toString(), ""));
  }
}
