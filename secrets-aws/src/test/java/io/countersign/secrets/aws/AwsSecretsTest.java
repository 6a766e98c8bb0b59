package io.countersign.secrets.aws;

import static io.countersign.secrets.aws.Asked.key;
import static io.countersign.secrets.aws.Asked.line;
import static io.countersign.secrets.aws.Asked.locator;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.testkit.Moto;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.TestSettings;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What moto's server answers, and what is made of it. */
@Tag("server")
class AwsSecretsTest {
  private final Moto moto = RealServers.moto();
  private final String name = "crm-" + UUID.randomUUID();
  private final String place = Moto.REGION + " at " + moto.root().getAuthority();
  private final Asked aws = Asked.moto();

  @AfterEach
  void close() {
    aws.close();
    moto.clock(Duration.ZERO);
  }

  // What is there.

  @Test
  void lookUp_field_isFoundWithPlaceAndVersion() {
    moto.secret(name, "{\"token\": \"t0ken\", \"port\": 443}");

    Lookup.Found found = aws.found(key(name + ".token"));

    assertThat(found.value()).isEqualTo("t0ken");
    assertThat(found.place()).isEqualTo("token in " + name + ", " + place);
    assertThat(found.version().orElseThrow()).hasSize(36);
  }

  @Test
  void lookUp_keyOfOneSegment_isTheWholeText() {
    moto.secret(name, " not JSON ");

    assertThat(aws.value(key(name))).isEqualTo(" not JSON ");
    assertThat(aws.value(locator(name, null))).isEqualTo(" not JSON ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "absent  | NotFound no such field: absent in NAME, PLACE; there are [list, none, null, number, object, text]",
        "none    | NotFound set but empty: none in NAME, PLACE",
        "number  | INVALID not a text: number in NAME, PLACE; number in NAME is a number: write a text between quotes",
        "object  | INVALID not a text: object in NAME, PLACE; object in NAME is an object: write a text between quotes",
        "list    | INVALID not a text: list in NAME, PLACE; list in NAME is a list: write a text between quotes",
        "null    | INVALID not a text: null in NAME, PLACE; null in NAME is null: write a text between quotes",
      })
  void lookUp_fieldThatIsNoText_isToldApart(String field, String line) {
    moto.secret(
        name,
        "{\"text\": \"x\", \"none\": \"\", \"number\": 1, \"object\": {\"a\": \"s3cr3t\"},"
            + " \"list\": [\"s3cr3t\"], \"null\": null, \"odd name\": \"x\"}");

    assertThat(aws.line(locator(name, field)))
        .isEqualTo(line.replace("NAME", name).replace("PLACE", place));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3cr3t", "[\"s3cr3t\"]", "{\"token\": s3cr3t}", "{\"token\": \"s3cr3t\""})
  void lookUp_fieldOfWhatIsNoObject_isInvalidAndShowsNothing(String text) {
    moto.secret(name, text);

    assertThat(aws.line(key(name + ".token")))
        .startsWith("INVALID no JSON object: token in " + name)
        .endsWith("; " + name + " holds no JSON object, so it has no fields: name it without one")
        .doesNotContain("s3cr3t");
  }

  @Test
  void lookUp_binary_isRefusedUntilSomebodySaysHowToReadIt() {
    byte[] bytes = {0, 1, (byte) 0xff};
    moto.call(
        "CreateSecret",
        Map.of("Name", name, "SecretBinary", Base64.getEncoder().encodeToString(bytes)));

    assertThat(aws.line(key(name)))
        .isEqualTo(
            "INVALID binary: "
                + name
                + " in "
                + place
                + "; "
                + name
                + " is binary: write ?binary=base64 behind its name, or ?binary=utf-8 for a text");
    assertThat(aws.value(locator(name, null, "binary=base64"))).isEqualTo("AAH/");
    assertThat(aws.line(locator(name, null, "binary=utf-8"))).startsWith("INVALID not UTF-8: ");
  }

  @Test
  void lookUp_binaryThatIsAText_isReadAsOne() {
    String json = "{\"token\": \"grüße\"}";
    moto.call(
        "CreateSecret",
        Map.of(
            "Name",
            name,
            "SecretBinary",
            Base64.getEncoder()
                .encodeToString(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))));

    assertThat(aws.value(locator(name, null, "binary=utf-8"))).isEqualTo(json);
    assertThat(aws.value(locator(name, "token", "binary=utf-8"))).isEqualTo("grüße");
  }

  @Test
  void lookUp_textThatIsAskedForAsBinary_isInvalid() {
    moto.secret(name, "x");

    assertThat(aws.line(locator(name, null, "binary=base64")))
        .endsWith("; " + name + " is a text: leave out ?binary");
  }

  @Test
  void lookUp_stageAndVersion_areThoseThatAreNamed() {
    moto.secret(name, "first");
    String version = aws.found(key(name)).version().orElseThrow();
    moto.secret(name, "second");

    assertThat(aws.value(key(name))).isEqualTo("second");
    assertThat(aws.value(locator(name, null, "stage=AWSCURRENT"))).isEqualTo("second");
    assertThat(aws.value(locator(name, null, "stage=AWSPREVIOUS"))).isEqualTo("first");
    assertThat(aws.value(locator(name, null, "version=" + version))).isEqualTo("first");
    assertThat(aws.line(locator(name, null, "version=" + UUID.randomUUID())))
        .startsWith("NotFound not found: " + name + " (");
  }

  @Test
  void lookUp_arn_namesItsOwnRegion() {
    Config made =
        moto.call(
            "us-west-2", "CreateSecret", Map.of("Name", name, "SecretString", "{\"t\":\"there\"}"));
    moto.secret(name, "here");
    String arn = made.getString("ARN");
    Map<String, String> without = new HashMap<>(Asked.environment(moto));
    without.remove("AWS_REGION");

    assertThat(aws.value(locator(arn, "t"))).isEqualTo("there");
    assertThat(aws.value(key(name))).isEqualTo("here");
    try (Asked anywhere = Asked.of(without, Map.of("prefix", "never/before/an/arn/"))) {
      assertThat(anywhere.value(locator(arn, "t"))).isEqualTo("there");
      assertThat(anywhere.value(locator(arn.substring(0, arn.length() - 7), "t")))
          .isEqualTo("there");
    }
  }

  @Test
  void lookUp_regionAndPrefixOfTheBlock_winOverTheEnvironment() {
    moto.call("us-west-2", "CreateSecret", Map.of("Name", "p/" + name, "SecretString", "there"));

    try (Asked west =
        Asked.of(Asked.environment(moto), Map.of("region", "us-west-2", "prefix", "p/"))) {
      assertThat(west.value(key(name))).isEqualTo("there");
    }
  }

  // What is not there.

  @Test
  void lookUp_absent_isMissingWithBothReadings() {
    assertThat(aws.line(key(name + ".token")))
        .isEqualTo(
            "NotFound not found: "
                + name
                + " in "
                + place
                + ": no such secret, or none with a value (AWSCURRENT)");
  }

  @Test
  void lookUp_secretWithoutAValue_isMissingWithBothReadings() {
    moto.call("CreateSecret", Map.of("Name", name));

    assertThat(aws.line(key(name))).contains("no such secret, or none with a value");
    moto.secret(name, "x");
    assertThat(aws.line(locator(name, null, "stage=AWSPREVIOUS")))
        .endsWith("no such secret, or none with a value (AWSPREVIOUS)");
  }

  @Test
  void lookUp_markedForDeletion_isMissingAndSaysSo() {
    moto.secret(name, "x");
    moto.call("DeleteSecret", Map.of("SecretId", name));

    assertThat(aws.line(key(name)))
        .isEqualTo("NotFound marked for deletion: " + name + " in " + place);
    moto.call("RestoreSecret", Map.of("SecretId", name));
    assertThat(aws.value(key(name))).isEqualTo("x");
  }

  // Who asks.

  @Test
  void lookUp_policyDoesNotAllow_isDeniedWithBothReadings() {
    moto.secret(name, "x");
    try (Asked nobody =
        Asked.of(Asked.environment(moto.root(), moto.user(Asked.NOTHING)), Map.of())) {
      assertThat(nobody.line(key(name)))
          .isEqualTo(
              "DENIED AccessDeniedException: "
                  + name
                  + " in "
                  + place
                  + "; secretsmanager:GetSecretValue is not allowed on it, or there is no such secret:"
                  + " AWS looks at the policies first");
    }
  }

  @Test
  void lookUp_wrongKey_isInvalid() {
    moto.secret(name, "x");
    Moto.Keys keys = moto.user(Asked.EVERYTHING);
    try (Asked wrong =
        Asked.of(Asked.environment(moto.root(), new Moto.Keys(keys.id(), "wr0ng")), Map.of())) {
      assertThat(wrong.line(key(name)))
          .startsWith("INVALID InvalidSignatureException: ")
          .endsWith("; the secret access key is not the one of the access key id");
    }
    try (Asked unknown =
        Asked.of(
            Asked.environment(moto.root(), new Moto.Keys("AKIANOBODY", keys.secret())), Map.of())) {
      assertThat(unknown.line(key(name)))
          .startsWith("INVALID UnrecognizedClientException: ")
          .contains("AWS does not know the access key");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, 3})
  void lookUp_clocksDiffer_isSignedByTheTimeOfTheOtherSide(int hours) {
    moto.secret(name, "x");
    moto.clock(Duration.ofHours(hours));

    assertThat(aws.value(key(name))).isEqualTo("x");
  }

  // How it is asked.

  @Test
  void lookUp_accessKeyOfTheBlock_isTakenInPlaceOfTheEnvironment() {
    moto.secret(name, "x");
    Moto.Keys keys = moto.user(Asked.EVERYTHING);
    TestSettings block =
        new TestSettings(
            "countersign.secrets.aws.credentials",
            Asked.map(
                "access-key-id",
                io.countersign.spi.Secret.of(keys.id()),
                "secret-access-key",
                io.countersign.spi.Secret.of(keys.secret())));
    Map<String, String> environment = new HashMap<>(Asked.environment(moto));
    environment.put("AWS_SECRET_ACCESS_KEY", "wr0ng");
    try (Asked own = Asked.of(environment, Map.of("credentials", block))) {
      assertThat(own.value(key(name))).isEqualTo("x");
    }
  }

  @Test
  void lookUp_someOfABatchFail_theOthersAreAnswered() {
    moto.secret(name, "{\"a\": \"1\", \"b\": \"2\"}");
    Set<SecretRef> refs =
        Set.of(key(name + ".a"), key(name + ".b"), key(name + ".c"), key("no-" + name));

    Map<SecretRef, Lookup> answers = aws.source().lookUp(refs, Asked.TIME);

    assertThat(answers).containsOnlyKeys(refs);
    assertThat(answers.values().stream().map(Object::toString).sorted().toList())
        .hasSize(4)
        .satisfies(all -> assertThat(all.subList(0, 2)).allMatch(one -> one.startsWith("Found[")));
    assertThat(line(java.util.Objects.requireNonNull(answers.get(key(name + ".c")))))
        .startsWith("NotFound no such field");
  }

  @Test
  void locate_hasNoValues() {
    moto.secret(name, "s3cr3t");

    assertThat(aws.source().locate(Set.of(key(name)), Asked.TIME).values())
        .singleElement()
        .isEqualTo(
            new Lookup.Found(
                "",
                name + " in " + place,
                aws.found(key(name)).version(),
                List.copyOf(aws.about(key(name)).attempts())));
    assertThat(Optional.of(aws.source()).toString()).doesNotContain("AKIA");
  }
}
