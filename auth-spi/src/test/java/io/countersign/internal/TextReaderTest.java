package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Countersign;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Template;
import io.countersign.spi.TextTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextReaderTest {
  private static final Setting<Secret> TEXT = Setting.text("text");
  private static final Setting<Secret> KEY = Setting.secret("key");
  private static final String SLIP =
      "a.conf: 2: text: is a placeholder, not a value; write {{key}} for a secret, or {{literal:…}}"
          + " if it is to be sent just so";

  private final LogCapture log = new LogCapture();

  @org.junit.jupiter.api.AfterEach
  void stopCapture() {
    log.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "\"plain\" ~ plain",
        "\"\" ~ ''",
        "0123 ~ 0123",
        "1e5 ~ 1e5",
        "1.10 ~ 1.10",
        "true ~ true",
        "\"{{a.x}}/token\" ~ value-of-x/token",
        "\"{{a.x|base64}}\" ~ dmFsdWUtb2YteA==",
        "\"{{a.x}}:{{a.y | urlencode}}\" ~ value-of-x:%24%7By%7D%7B%7Ba.x%7D%7D",
        "\"{{literal:{{a.x}}\" ~ {{a.x",
        "\"{{literal:${a}}}\" ~ ${a}",
        "\"a{{literal:<b>}}c\" ~ a<b>c",
        "\"{{literal:changeme}}\" ~ changeme",
        "\"don't changeme\" ~ don't changeme",
        "{ by = eu, eu = \"{{a.x}}\", us = \"{{a.y}}\" } ~ value-of-x",
      })
  void read_text_givesItsParts(String written, String value) {
    Harness harness = new Harness(TEXT).holding("a.x", "value-of-x").holding("a.y", "${y}{{a.x}}");

    assertThat(harness.read("text = " + written).get(TEXT).reveal()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a.b}", "{}", "<token>", "<>", "changeme", "CHANGEME"})
  void read_placeholder_isASlip(String written) {
    assertThat(new Harness(TEXT).faults("text = \"" + written + "\"")).isEqualTo(SLIP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${a.b}", "x ${a} y", "{{a.x}}${b}"})
  void read_substitutionInsideQuotes_isASlip(String written) {
    assertThat(new Harness(TEXT).holding("a.x", "x").faults("text = \"" + written + "\""))
        .startsWith(
            "a.conf: 2: text: holds ${, which is not replaced inside quotes; write {{key}}");
  }

  @ParameterizedTest
  @CsvSource({"'{ x = 1 }', a block", "[1], a list", "'{ by = x, x = null }', null"})
  void read_otherShape_isAFault(String written, String shape) {
    assertThat(new Harness(TEXT).faults("text = " + written))
        .isEqualTo("a.conf: 2: text: must be a text, not " + shape);
  }

  @Test
  void read_malformedTemplate_saysPositionAndNothingOfTheText() {
    assertThat(new Harness(TEXT).faults("text = \"s3cr3t {{s3cr3t x}}\""))
        .startsWith("a.conf: 2: text: malformed template at character 10: ")
        .doesNotContain("s3cr3t");
  }

  @Test
  void read_literalSecret_isWarnedOfOnceWithFileAndLineAndNoValue() {
    Countersign countersign = new Harness(KEY, TEXT).countersign("text = fine\nkey = s3cr3t");

    countersign.ready();
    countersign.explain();
    countersign.explain();

    assertThat(log.lines)
        .containsExactly(
            "WARNING a.conf: 3: countersign.authenticators.a.key is a secret in plain; keep it in a"
                + " source and write {{key}}, or say countersign.secrets.literals = allow");
  }

  @Test
  void read_literalSecretWhereForbidden_isAFault() {
    assertThat(new Harness(KEY).secrets("literals = forbid").faults("key = s3cr3t"))
        .isEqualTo(
            "a.conf: 2: key: is a secret in plain, which countersign.secrets.literals = forbid does"
                + " not allow; write {{key}} and keep it in a source");
    assertThat(log.lines).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "literals = allow, key = s3cr3t",
    "literals = forbid, 'key = \"\"'",
    "literals = forbid, 'key = \"{{literal:s3cr3t}}\"'",
    "literals = warn, 'key = \"\"'",
    "literals = warn, 'key = \"{{literal:s3cr3t}}\"'",
  })
  void read_literalSecretThatIsMeant_passesInSilence(String secrets, String body) {
    assertThat(new Harness(KEY).secrets(secrets).faults(body)).isEmpty();
    assertThat(log.lines).isEmpty();
  }

  @Test
  void read_defaultOfASecret_isNoLiteralOfTheConfiguration() {
    Setting<Secret> key = KEY.orElse("anonymous");
    assertThat(new Harness(key).secrets("literals = forbid").read("").get(key).reveal())
        .isEqualTo("anonymous");
  }

  @Test
  void read_unknownWordForLiterals_isAFaultOfSecrets() {
    assertThat(new Harness(TEXT).secrets("literals = forbit").faults("text = x"))
        .isEqualTo(
            "a.conf: 4: countersign.secrets.literals: must be one of allow, warn, forbid; did you mean"
                + " forbid?");
  }

  @Test
  void read_valueOfTheEnvironment_isDataWhateverItLooksLike() {
    for (String data : List.of("{{vault:x}}", "${x}", "{x}", "<x>", "changeme", "{{", "s3cr3t")) {
      Harness harness = new Harness(KEY).secrets("literals = forbid");

      Countersign countersign = outside(harness, "key = ${OUTSIDE}", data);

      countersign.ready();
      assertThat(harness.probe.made.get(0).get(KEY).reveal()).isEqualTo(data);
    }
    assertThat(log.lines).isEmpty();
  }

  @Test
  void read_systemProperty_isData() {
    String name = "countersign.test.outside";
    System.setProperty(name, "{{vault:x}}");
    try {
      ConfigFactory.invalidateCaches();
      Harness harness = new Harness(KEY);
      Config conf =
          ConfigFactory.parseString(
                  "countersign.authenticators.a { type = probe, origins = any, key = ${"
                      + name
                      + "} }")
              .withFallback(ConfigFactory.systemProperties())
              .resolve();
      Countersign.builder()
          .provider(harness.probe)
          .of(conf.withoutPath("countersign.test"))
          .ready();
      assertThat(harness.probe.made.get(0).get(KEY).reveal()).isEqualTo("{{vault:x}}");
    } finally {
      System.clearProperty(name);
      ConfigFactory.invalidateCaches();
    }
  }

  @Test
  void read_literalBesideAValueOfTheEnvironment_isFine() {
    Harness harness = new Harness(KEY);
    outside(harness, "key = \"Token \"${OUTSIDE}", "s3cr3t").ready();
    assertThat(harness.probe.made.get(0).get(KEY).reveal()).isEqualTo("Token s3cr3t");
    assertThat(log.lines).isEmpty();
  }

  @Test
  void read_templateBesideAValueOfTheEnvironment_isAFault() {
    Harness harness = new Harness(KEY).holding("a.x", "x");
    Countersign mixed = outside(harness, "key = \"{{a.x}}\"${OUTSIDE}", "data");
    Countersign injected = outside(harness, "key = \"Token \"${OUTSIDE}", "{{vault:x}}");

    for (Countersign countersign : List.of(mixed, injected)) {
      assertThat(problems(countersign))
          .singleElement()
          .satisfies(problem ->
              assertThat(problem.what())
                  .startsWith("mixes {{…}} with a ${…} from the environment"));
    }
  }

  @Test
  void explain_wordFromTheEnvironment_isNotShown() {
    Harness harness = new Harness(Setting.plain("region"));
    assertThat(outside(harness, "region = ${OUTSIDE}", "s3cr3t").explain().toString())
        .contains("(from outside the file)")
        .doesNotContain("s3cr3t");
  }

  @Test
  void read_optionalSecret_isLookedUpOnlyIfItIsWritten() {
    Setting<Optional<Secret>> key = KEY.optional();
    Harness harness = new Harness(key).holding("a.key", "s3cr3t").holding("x", "y");

    assertThat(harness.read("").get(key)).isEmpty();
    assertThat(harness.env.batches).isEmpty();
    assertThat(harness.read("key = \"{{x}}\"").get(key).orElseThrow().reveal()).isEqualTo("y");
  }

  @Test
  void read_texts_readsEachAndANullTakesItOut() {
    Setting<Map<String, Template>> headers = Setting.texts("headers", "self");
    Harness harness = new Harness(headers).holding("a.x", "x");

    Map<String, Template> read =
        harness
            .read(
                "headers { B = \"{{self}}-{{a.x}}\", A = 1.10, C = gone }\n"
                    + "headers.C = null, headers { D = { by = x, x = \"\" } }")
            .get(headers);

    assertThat(read.keySet()).containsExactly("A", "B", "D");
    assertThat(read.get("B").fill(word -> Live.of("<" + word + ">")).now()).isEqualTo("<self>-x");
    assertThat(harness.faults("headers { A = [1], B = \"{{now}}\" }"))
        .isEqualTo(
            """
            a.conf: 2: headers.A: must be a text, not a list
            a.conf: 2: headers.B: malformed template at character 3: {{now}} has no meaning in this\
             setting; it knows self\
            """);
  }

  @Test
  void read_tree_keepsShapeAndSpelling() {
    Setting<TextTree> json = Setting.tree("json", "self");
    Harness harness = new Harness(json).holding("a.x", "x");

    TextTree read =
        harness.read("json { b = [1.10, \"{{a.x}}\", null], a { c = true, by = x } }").get(json);

    assertThat(shown(read)).isEqualTo("{a:{by:'x',c:true},b:[1.10,'x',null]}");
    assertThat(harness.faults("json { a { b = \"{{\" }, c = [\"<x>\"] }"))
        .contains("a.conf: 2: json.a.b: malformed template at character 1")
        .contains("a.conf: 2: json.c[0]: is a placeholder");
  }

  private static String shown(TextTree tree) {
    if (tree instanceof TextTree.Members object) {
      return object.members().entrySet().stream()
          .map(member -> member.getKey() + ":" + shown(member.getValue()))
          .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    }
    if (tree instanceof TextTree.Items array) {
      return array.items().stream()
          .map(TextReaderTest::shown)
          .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    }
    return tree instanceof TextTree.Text text
        ? "'" + text.template().fill(word -> Live.of("")).now() + "'"
        : ((TextTree.Literal) tree).json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{{a.x|json:/b}}   > {\"b\":\"s3cr3t\"} > s3cr3t",
        "{{a.x|json:/b/1}} > {\"b\":[1,2.50]} > 2.50",
        "{{a.x|json:/~1~0}} > {\"/~\":true} > true",
      })
  void read_jsonFilter_takesWhatIsAtThePointer(String written, String value, String taken) {
    assertThat(
            new Harness(TEXT)
                .holding("a.x", value)
                .read("text = \"" + written + "\"")
                .get(TEXT)
                .reveal())
        .isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"c\":\"s3cr3t\"} | it has nothing at the JSON pointer /b",
        "{\"b\":{\"c\":\"s3cr3t\"}} | what it has at the JSON pointer /b is no text",
        "s3cr3t } | it is not JSON, as json:/b needs",
        "{\"b\":\"s3cr3t | it is not JSON, as json:/b needs",
      })
  void read_valueThatAFilterCannotTake_saysWhyAndNotWhat(String value, String why) {
    assertThat(new Harness(TEXT).holding("a.x", value).faults("text = \"{{a.x|json:/b}}\""))
        .isEqualTo("a.conf: 2: text: what was found cannot be used: " + why);
  }

  @Test
  void read_jsonDeeperThanTheStack_isAFault() {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);
    assertThat(new Harness(TEXT).holding("a.x", deep).faults("text = \"{{a.x|json:/b}}\""))
        .contains("what was found cannot be used: its JSON is nested too deeply");
  }

  @Test
  void read_filterOverAMissingSecret_isOnlyMissing() {
    assertThat(new Harness(TEXT).faults("text = \"{{a.x|json:/b}}\""))
        .isEqualTo("a.conf: 2: text: {{a.x}} is missing (env A_X not set; env A_X_FILE not set)");
  }

  private static List<Problem> problems(Countersign countersign) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
            io.countersign.AuthConfigException.class, countersign::ready)
        .problems();
  }

  /** An engine over a block that takes OUTSIDE from the environment. */
  private static Countersign outside(Harness harness, String body, String value) {
    // The origin that Typesafe Config gives to what it takes from the environment.
    String path = System.getenv("PATH");
    Config env = ConfigFactory.systemEnvironment();
    String description = env.getValue("PATH").origin().description();
    assertThat(path).isNotNull();
    Config outside =
        ConfigFactory.empty()
            .withValue("OUTSIDE", ConfigValueFactory.fromAnyRef(value, description));
    Config conf =
        ConfigFactory.parseString(
                "countersign.secrets { priority = [env] } \n"
                    + "countersign.authenticators.a { type = probe, origins = [\"https://api.example\"]\n"
                    + body
                    + "\n}")
            .resolveWith(outside, ConfigResolveOptions.noSystem());
    return Countersign.builder().provider(harness.probe).resolver(harness.env).of(conf);
  }
}
