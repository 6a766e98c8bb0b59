package io.countersign.basic;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Countersign;
import io.countersign.Explanation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectiveTest {
  private static final String OPTIONS =
      """
       options {
         token { type = bearer }
         "user 1" { type = http-basic, username = "{{crm.user}}", password = "{{crm.password}}" }
       }
      """;

  private static Blocks by(String how) {
    return new Blocks(
        "crm { type = selective, origins = [\"https://a.example\"], " + how + OPTIONS + "}");
  }

  @Test
  void by_word_readsThatOptionAlone() {
    Blocks blocks = by("by = token,").holding("crm.options.token.token");

    assertThat(blocks.sent("crm", "https://a.example/"))
        .isEqualTo("/ {Authorization=[Bearer crm.options.token.token!]}");
  }

  @Test
  void by_wordOfAnotherOption_missesItsSecretsAlone() {
    assertThat(by("by = \"user 1\",").holding("crm.user").report())
        .contains("1 secret is missing")
        .contains("options.user 1.password  {{crm.password}} (String: 5)")
        .doesNotContain("token");
  }

  @Test
  void by_wordThatIsNoOption_saysWhichThereAre() {
    assertThat(by("by = tokn,").report())
        .contains("by  String: 3: must be one of token, user 1; did you mean token?");
  }

  @Test
  void by_nothing_isAFault() {
    assertThat(by("").report())
        .contains("needs exactly one of by, by-presence, by-url; it has none");
  }

  @Test
  void presence_completeOption_isTakenAndTheOtherNotMissed() {
    assertThat(
            by("by-presence = true,")
                .holding("crm.user", "crm.password")
                .sent("crm", "https://a.example/"))
        .startsWith("/ {Authorization=[Basic ");
  }

  @Test
  void presence_explained_showsTheOneThatIsTaken() {
    try (Countersign countersign =
        by("by-presence = true,").holding("crm.options.token.token").countersign()) {
      Explanation explanation = countersign.explain("crm");

      assertThat(explanation.report()).isEmpty();
      assertThat(explanation.toString()).contains("options.token.token").doesNotContain("user");
    }
  }

  @Test
  void presence_partlyFilled_isAnErrorThatNamesWhatIsMissing() {
    assertThat(by("by-presence = true,").holding("crm.user", "crm.options.token.token").report())
        .contains(
            "options  String: 3: some secrets of user 1 are there, and others are not; set all that"
                + " it needs, or none")
        .contains("{{crm.password}}")
        .doesNotContain("options.token.token  {{");
  }

  @Test
  void presence_none_namesAll() {
    assertThat(by("by-presence = true,").report())
        .contains("the secrets of none are there; set those of one of them")
        .contains("{{crm.password}}")
        .contains("{{crm.user}}")
        .contains("{{crm.options.token.token}}");
  }

  @Test
  void presence_two_isAnError() {
    assertThat(
            by("by-presence = true,")
                .holding("crm.user", "crm.password", "crm.options.token.token")
                .report())
        .contains("token and user 1 both have all their secrets; only one can be meant");
  }

  @Test
  void presence_secretOfSeveral_saysNothing() {
    Blocks blocks =
        new Blocks(
            """
            crm { type = selective, origins = any, by-presence = true, options {
              both { type = http-basic, username = "{{crm.id}}", password = "{{crm.secret}}" }
              one { type = api-key, in = "header X", key = "{{crm.id}}" }
              free { type = none }
              other { type = bearer, value = "T {{self}} {{crm.id}}", token = "{{crm.token}}" }
            } }
            """);

    assertThat(blocks.sent("crm", "https://a.example/")).isEqualTo("/ {}");
    assertThat(blocks.holding("crm.id").sent("crm", "https://a.example/"))
        .isEqualTo("/ {X=[crm.id!]}");
    assertThat(blocks.holding("crm.secret").sent("crm", "https://a.example/"))
        .startsWith("/ {Authorization=[Basic ");
  }

  @Test
  void presence_withinAnOptionOfAnother_isSettledFirst() {
    Blocks blocks =
        new Blocks(
            """
            crm { type = selective, origins = any, by-presence = true, options {
              inner { type = selective, by-presence = true, options {
                a { type = bearer, token = "{{crm.a}}" }
                b { type = bearer, token = "{{crm.b}}" } } }
              c { type = bearer, token = "{{crm.c}}" }
            } }
            """);

    assertThat(blocks.holding("crm.c").sent("crm", "https://a.example/"))
        .isEqualTo("/ {Authorization=[Bearer crm.c!]}");
    assertThat(new Blocks("x { type = none }").sent("x", "https://a.example/")).isEqualTo("/ {}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a { type = bearer }, \"a.0\" { type = none } | a.0 begins with a and a dot",
        "a { type = bearer }, b = x | by presence it can neither be nor hold another by its name",
        "a { type = bearer }, b { type = composite, parts = [x] }"
            + " | by presence it can neither be nor hold another by its name",
      })
  void presence_thatCannotBeTold_isInTheReport(String options, String what) {
    assertThat(
            new Blocks(
                    "x { type = none }\ncrm { type = selective, origins = any, by-presence = true,"
                        + " options { "
                        + options
                        + " } }")
                .report("crm"))
        .contains(what);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/v2/links, [Basic dTpw]",
    "https://a.example/v2/links/7?x=1, [Basic dTpw]",
    "https://a.example/v2/linksets, [Bearer t]",
    "https://a.example/v2/links/../x, [Bearer t]",
    "https://b.example/v2/links, [b]",
    "https://b.example/, [b]",
    "https://a.example, [Bearer t]",
  })
  void url_firstThatFits_isTaken(String address, String header) {
    Blocks blocks =
        new Blocks(
            """
            crm { type = selective, origins = ["https://*.example"],
              origins = ["https://a.example", "https://b.example"]
              by-url = ["https://b.example b", "/v2/links links", "/ rest"]
              options {
                links { type = http-basic, username = u, password = "{{literal:p}}" }
                rest { type = bearer, token = "{{literal:t}}" }
                b { type = api-key, in = "header Authorization", key = "{{literal:b}}" } } }
            """);

    assertThat(blocks.sent("crm", address)).contains("Authorization=" + header);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"/a a\"] | by-url names no way to b; add one, or leave it out",
        "[\"/a a\", \"/ c\"] | by-url names c, and the options are a, b",
        "[\"/ a\", \"/x b\"] | by-url: /x is never reached, for / stands before it",
        "[\"/x a\", \"https://a.example/x/y b\"] | https://a.example/x/y is never reached",
        "[\"/x\", \"/ b\"] | by-url  String: 3: must be a prefix and an option",
        "[\"x a\", \"/ b\"] | by-url  String: 3: must be a prefix and an option",
        "[\"/x/../y a\", \"/ b\"] | by-url  String: 3: must be a prefix and an option",
      })
  void url_thatCannotBe_isInTheReport(String ways, String what) {
    assertThat(
            new Blocks(
                    "crm { type = selective, origins = any, by-url = "
                        + ways
                        + ", options { a { type = none }, b { type = none } } }")
                .report())
        .contains(what);
  }

  @Test
  void url_thatNoneIsFor_failsTheRequest() {
    Blocks blocks =
        new Blocks(
            "crm { type = selective, origins = any, by-url = [\"/a a\"], options.a.type = none }");
    try (Countersign countersign = blocks.countersign()) {
      assertThat(Requests.failure(countersign.authenticator("crm"), "https://a.example/b?k=x"))
          .hasMessageContaining("crm: no entry of by-url is for a.example/b; there are [/a]");
    }
  }
}
