package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockReaderTest {
  private static final Setting<String> REGION = Setting.plain("region");
  private static final Setting<Optional<String>> MODE =
      Setting.oneOf("mode", "one", "two", "three").optional();
  private static final Setting<Optional<String>> ONLY_ONE =
      Setting.plain("only-one").when(MODE, "one", "two");

  @Test
  void read_unknownSettings_namesEachWithFileLineAndSuggestion() {
    assertThat(new Harness(REGION).faults("region = eu\nregoin = us\nzzz { a = 1 }"))
        .isEqualTo(
            """
            a.conf: 3: regoin: unknown setting; did you mean region?
            a.conf: 4: zzz: unknown setting; known here are type, origins, on-conflict, shared, region\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0123, 0123",
    "1e5, 1e5",
    "1.10, 1.10",
    "true, true",
    "'\"a b\"', a b",
    "12345678901234567890, 12345678901234567890"
  })
  void read_word_keepsItsSpelling(String written, String read) {
    assertThat(new Harness(REGION).read("region = " + written).get(REGION)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "region = { x = 1 }    | a.conf: 2: region: must be a word, not a block",
        "region = [1]          | a.conf: 2: region: must be a word, not a list",
        "region = null         | a.conf: 1: region: is missing; it must be a word",
        "mode = four           | a.conf: 2: mode: must be one of one, two, three",
        "mode = thre           | a.conf: 2: mode: must be one of one, two, three; did you mean three?",
        "region = \"{{a.b}}\"  | a.conf: 2: region: is a word of the configuration; {{…}} has no meaning in it",
      })
  void read_badWord_saysWhatItMustBe(String body, String fault) {
    assertThat(new Harness(REGION, MODE).faults(body)).contains(fault);
  }

  @Test
  void read_list_takesOneWordOrSeveralAndRefusesNull() {
    Setting<List<String>> scope = Setting.list("scope");
    Harness harness = new Harness(scope);

    assertThat(harness.read("scope = read").get(scope)).containsExactly("read");
    assertThat(harness.read("scope = [read, write]").get(scope)).containsExactly("read", "write");
    assertThat(harness.read("scope = []").get(scope)).isEmpty();
    assertThat(harness.faults("scope = [read, null, [x], \"{{a}}\"]"))
        .isEqualTo(
            """
            a.conf: 2: scope: must be a word, not null
            a.conf: 2: scope: must be a word, not a list
            a.conf: 2: scope: is a word of the configuration; {{…}} has no meaning in it\
            """);
  }

  @Test
  void explain_list_isOneEntry() {
    assertThat(new Harness(Setting.list("scope")).explain("scope = [read, write]").settings())
        .filteredOn(entry -> entry.path().equals("scope"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.shown()).isEqualTo("read, write"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{ by = eu, eu = Paris, us = Austin }', Paris",
    "'{ by = us, eu = Paris, us = Austin }', Austin",
    "'{ by = 1, 1 = Paris }', Paris",
    "'{ by = eu, eu = { by = x, x = Rome, y = Oslo } }', Rome"
  })
  void read_choice_takesTheOneThatByNames(String written, String read) {
    assertThat(new Harness(REGION).read("region = " + written).get(REGION)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ by = uss, eu = x, us = y } | region.by: must be one of eu, us; did you mean us?",
        "{ by = by, eu = x }          | region.by: must be one of eu",
        "{ by = [], eu = x }          | region.by: must be one of eu, not a list",
        "{ by = null, eu = x }        | region.by: must be one of eu, not null",
        "{ eu = x, us = y }           | region: must be a word, not a block",
        "{ by = eu, eu = null }       | region: must be a word, not null",
        "{ by = eu, eu = { by = z, x = 1 } } | region.by: must be one of x",
      })
  void read_badChoice_saysWhatCanBeChosen(String written, String fault) {
    assertThat(new Harness(REGION).faults("region = " + written)).isEqualTo("a.conf: 2: " + fault);
  }

  @Test
  void read_conditionThatHolds_givesTheSettingAndElseNothing() {
    Harness harness = new Harness(MODE, ONLY_ONE);

    assertThat(harness.read("mode = one, only-one = x").get(ONLY_ONE)).contains("x");
    assertThat(harness.read("mode = two, only-one = x").get(ONLY_ONE)).contains("x");
    assertThat(harness.read("mode = three").get(ONLY_ONE)).isEmpty();
    assertThat(harness.read("").get(ONLY_ONE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode = one | a.conf: 1: only-one: is missing; it must be a word",
        "mode = three, only-one = x | a.conf: 2: only-one: is only for mode = one or two, and that is three here",
        "only-one = x | a.conf: 2: only-one: is only for mode = one or two, which is not said here",
        "mode = four, only-one = x | a.conf: 2: mode: must be one of one, two, three",
      })
  void read_conditionAgainstTheBlock_saysSoOnce(String body, String fault) {
    assertThat(new Harness(MODE, ONLY_ONE).faults(body)).isEqualTo(fault);
  }

  @Test
  void read_conditionalSecret_isLookedUpOnlyWhereItHolds() {
    Setting<?> secret = Setting.secret("key").when(MODE, "one");
    Harness harness = new Harness(MODE, secret).holding("a.key", "s3cr3t");

    harness.read("mode = two");
    assertThat(harness.env.batches).isEmpty();
    harness.read("mode = one");
    assertThat(harness.env.batches).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x = 1, y = 1, z = 1 | needs exactly one of x, y; it has 2 ~ takes only one of y, z; it has 2",
        "y = 1 | ",
        "x = 1 | needs one of y, z; it has none",
        "z = null, x = 1 | needs one of y, z; it has none",
      })
  void read_rules_areHeldAgainstWhatIsWritten(String body, String faults) {
    Setting<?> x = Setting.plain("x").optional();
    Setting<?> y = Setting.plain("y").optional();
    Setting<?> z = Setting.plain("z").optional();
    Harness harness =
        new Harness(x, y, z)
            .rules(Rule.exactlyOne(x, y), Rule.atMostOne(y, z), Rule.atLeastOne(y, z));

    assertThat(harness.problems(body))
        .extracting(problem -> problem.what())
        .containsExactly(faults == null ? new String[0] : faults.strip().split(" ~ "));
  }

  @Test
  void read_nestedBlockAndAuthenticator_looksTheirTextsUpUnderTheirPaths() {
    Setting<?> password = Setting.secret("password");
    Setting<Settings> login =
        Setting.block(
            "login", List.of(Setting.plain("url"), Setting.authenticator("by"), password));
    Harness harness = new Harness(login, Setting.plain("inner").optional());
    String body = "login { url = x, by { type = probe, login { url = y } } }";

    assertThat(harness.problems(body))
        .extracting(problem -> problem.path().replace("countersign.authenticators.", ""))
        .containsExactly("a.login.by.login.by", "a.login.by.login.password", "a.login.password");
    assertThat(harness.env.batches)
        .containsExactly(java.util.Set.of("a.login.password", "a.login.by.login.password"));
  }

  @Test
  void read_originsInANestedAuthenticator_saysWhereTheyStand() {
    Setting<?> by = Setting.authenticator("by").optional();
    assertThat(new Harness(by).faults("by { type = probe, origins = any }"))
        .isEqualTo(
            "a.conf: 2: by.origins: stands only at the top of an authenticator; what is nested goes"
                + " where that goes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"block", "texts", "tree"})
  void read_wordWhereABlockIsExpected_saysSo(String name) {
    Harness harness =
        new Harness(
            Setting.block("block", List.of()).optional(),
            Setting.texts("texts").optional(),
            Setting.tree("tree").optional());

    assertThat(harness.faults(name + " = \"s3cr3t\""))
        .isEqualTo("a.conf: 2: " + name + ": must be a block { … }, not a text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3cr3t | there is no authenticator of this name; a block is written { type = … }",
        "\"S3 cr3t\" | must be a block { type = … }, or the name of another",
        "[s3cr3t] | must be a block { type = … }, or the name of another, not a list",
      })
  void read_wordWhereAnAuthenticatorIsExpected_isANameAndNotShown(String value, String what) {
    Harness harness = new Harness(Setting.authenticator("authenticator").optional());

    assertThat(harness.faults("authenticator = " + value))
        .isEqualTo("a.conf: 2: authenticator: " + what);
  }

  @Test
  void read_blockThatIsMissing_saysWhatItMustBe() {
    assertThat(
            new Harness(Setting.block("login", List.of()), Setting.authenticator("by")).faults(""))
        .isEqualTo(
            """
            a.conf: 1: login: is missing; it must be a block { … }
            a.conf: 1: by: is missing; it must be a block { type = … }\
            """);
  }

  @Test
  void read_treeDeeperThanAnyBody_isAFaultAndNotTheEndOfTheStack() {
    int depth = 400;
    String deep = "{ a = ".repeat(depth) + "1" + " }".repeat(depth);

    assertThat(new Harness(Setting.tree("json")).faults("json = " + deep))
        .endsWith("is nested deeper than 64 levels");
  }

  @Test
  void read_path_startsFromTheFolderOfTheFileThatWritesIt(@TempDir Path folder) throws IOException {
    Setting<Path> key = Setting.path("key-file");
    Probe probe = new Probe("probe", key);
    Files.createDirectory(folder.resolve("inner"));
    Files.writeString(
        folder.resolve("inner/more.conf"), "countersign.authenticators.b.key-file = b.pem");
    Files.writeString(
        folder.resolve("application.conf"),
        """
        include "inner/more.conf"
        countersign.authenticators.a { type = probe, key-file = ../a.pem }
        countersign.authenticators.b.type = probe
        countersign.authenticators.c { type = probe, key-file = /etc/c.pem }
        """);
    io.countersign.Countersign.builder()
        .provider(probe)
        .load(folder.resolve("application.conf"))
        .ready();

    assertThat(probe.made)
        .extracting(settings -> settings.get(key))
        .containsExactly(
            folder.toAbsolutePath().getParent().resolve("a.pem"),
            folder.toAbsolutePath().resolve("inner/b.pem"),
            Path.of("/etc/c.pem"));
  }

  @Test
  void get_settingThatWasNotDeclaredSo_isAMistakeOfTheProvider() {
    Settings read = new Harness(REGION).read("region = eu");

    assertThatThrownBy(() -> read.get(Setting.plain("other")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Setting[other] was not declared for countersign.authenticators.a");
    assertThatThrownBy(() -> read.get(Setting.integer("region")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Setting[region] was declared in another form for countersign.authenticators.a");
    assertThatThrownBy(() -> read.has(Setting.plain("other")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(read.has(REGION)).isTrue();
    assertThat(read.path()).isEqualTo("countersign.authenticators.a");
  }
}
