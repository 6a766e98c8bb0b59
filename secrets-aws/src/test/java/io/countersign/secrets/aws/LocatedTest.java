package io.countersign.secrets.aws;

import static io.countersign.secrets.aws.Asked.locator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.SecretRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocatedTest {
  private static final String ARN =
      "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:prod/crm-AbCdEf";

  @ParameterizedTest
  @CsvSource({
    "crm, crm",
    "crm.token, token in crm",
    "crm.eu.client-secret, client-secret in crm/eu"
  })
  void of_key_isTheLastSegmentInTheSecretOfTheOthers(String key, String place) {
    Located located = Located.of(new SecretRef.Key(key), "");

    assertThat(located.place()).isEqualTo(place);
    assertThat(Located.of(new SecretRef.Key(key), "prod/").secret().name())
        .isEqualTo("prod/" + located.secret().name());
  }

  @Test
  void of_locator_isRelativeToThePrefixAndAnArnIsNot() {
    assertThat(Located.of(locator("crm", "a b.c"), "prod/").place()).isEqualTo("a b.c in prod/crm");

    Located arn = Located.of(locator(ARN, "token"), "prod/");
    assertThat(arn.place()).isEqualTo("token in " + ARN);
    assertThat(arn.secret().region()).contains("us-gov-west-1");
  }

  @Test
  void of_stageAndVersion_areToldApart() {
    assertThat(Located.of(locator("crm", null, "stage=AWSPREVIOUS"), "").place())
        .isEqualTo("crm (AWSPREVIOUS)");
    assertThat(Located.of(locator("crm", null, "version=0a1b", "stage=X"), "").place())
        .isEqualTo("crm (X 0a1b)");
  }

  @Test
  void toSet_fieldAndWhole_sayWhatToWriteWhere() {
    assertThat(Located.of(new SecretRef.Key("crm.token"), "prod/").toSet())
        .isEqualTo("\"token\": \"…\"  in the JSON of the AWS secret prod/crm");
    assertThat(Located.of(locator("crm", null), "").toSet())
        .isEqualTo("the secret alone in the AWS secret crm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "a b",
        "a%2Fb",
        "a:b",
        "ü",
        "a\nb",
        "arn:aws:s3:::bucket",
        "arn:aws:secretsmanager:eu-west-1:secret:x"
      })
  void of_whatIsNoName_isRefused(String path) {
    assertThatThrownBy(() -> Located.of(locator(path, null), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a name of a secret has at most 512 letters")
        .hasMessageNotContaining("secret:x");
  }

  @Test
  void of_dots_areAName() {
    // AWS knows no folders: .. is nothing but two dots in a name
    assertThat(Located.of(locator("../x", null), "prod/").secret().name()).isEqualTo("prod/../x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "region=eu | has the options stage, version and binary",
        "stage= | stage has at most 256 characters, and no blanks",
        "version=a b | version has at most 256 characters, and no blanks",
        "binary=hex | binary is base64 or utf-8",
        "binary=base64 | base64 has no fields",
      })
  void of_otherOptions_areRefused(String option, String why) {
    assertThatThrownBy(() -> Located.of(locator("crm", "token", option), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "a-b", "a_b", "A_B", "1x", "-", "a-AbCdEf"})
  void of_keyOfATenant_isASecretOfItsOwn(String tenant) {
    Located located = Located.of(new SecretRef.Key("crm.token").of(tenant), "prod/");

    assertThat(located.place()).isEqualTo("token in prod/tenants/" + tenant + "/crm");
    assertThat(Located.of(new SecretRef.Key("token").of(tenant), "").place())
        .isEqualTo("token in tenants/" + tenant);
  }
}
