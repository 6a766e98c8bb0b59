package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChallengeParserTest {
  private static final String[] PIECES = {
    "Basic",
    "Digest",
    "realm",
    "nonce",
    "abc==",
    "=",
    "=",
    "\"",
    "\"",
    "\\",
    ",",
    ",",
    " ",
    " ",
    "\t",
    "x",
    "+/",
    "\"a, b\"",
    "\"\\\"\"",
    "ü",
    "\u0000",
    "(",
    ";",
    "Basic realm=\"x\"",
    "qop=auth"
  };

  static Stream<Named<JsonNode>> vectors() {
    return Vectors.of(ChallengeParserTest.class, "challenges.json");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void parse_vector_givesItsChallenges(JsonNode vector) {
    List<String> lines = new ArrayList<>();
    vector.get("lines").forEach(line -> lines.add(line.asText()));
    List<Challenge> expected = new ArrayList<>();
    vector
        .get("challenges")
        .forEach(challenge -> {
          Map<String, String> parameters = new LinkedHashMap<>();
          challenge
              .path("parameters")
              .properties()
              .forEach(one -> parameters.put(one.getKey(), one.getValue().asText()));
          expected.add(
              new Challenge(
                  challenge.get("scheme").asText(),
                  Optional.ofNullable(challenge.path("token68").asText(null)),
                  parameters));
        });

    assertThat(Challenge.parse(lines)).isEqualTo(expected);
  }

  @Test
  void parse_randomLines_givesChallengesThatReadTheSameWhenWrittenAgain() {
    Random random = new Random(20_250_711);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      List<String> lines = new ArrayList<>();
      for (int j = random.nextInt(3); j >= 0; j--) {
        StringBuilder line = new StringBuilder();
        for (int k = random.nextInt(14); k > 0; k--) {
          line.append(PIECES[random.nextInt(PIECES.length)]);
        }
        lines.add(line.toString());
      }

      List<Challenge> challenges = Challenge.parse(lines);

      found += challenges.size();
      assertThat(Challenge.parse(challenges.stream().map(ChallengeParserTest::written).toList()))
          .as("%s", lines)
          .isEqualTo(challenges);
    }
    assertThat(found).isGreaterThan(1_000);
  }

  @Test
  void parse_longLine_takesNoLongerThanItsLength() {
    String half = "a \"\\".repeat(200_000);

    assertThat(Challenge.parse(List.of(half, "Basic ,".repeat(100_000)))).hasSize(100_000);
  }

  @Test
  void parameter_anyCase_isFound() {
    Challenge challenge = Challenge.parse(List.of("Digest rEaLm=\"x\"")).get(0);

    assertThat(challenge.is("DIGEST")).isTrue();
    assertThat(challenge.parameter("REALM")).contains("x");
    assertThat(challenge.parameter("nonce")).isEmpty();
  }

  @Test
  void challenges_status407_areThoseOfTheProxy() {
    Map<String, List<String>> headers =
        Map.of("www-authenticate", List.of("Basic"), "proxy-authenticate", List.of("Digest"));

    assertThat(AuthResponse.of(401, headers, Optional.empty()).challenges())
        .extracting(Challenge::scheme)
        .containsExactly("Basic");
    assertThat(AuthResponse.of(407, headers, Optional.empty()).challenges())
        .extracting(Challenge::scheme)
        .containsExactly("Digest");
  }

  private static String written(Challenge challenge) {
    List<String> parameters = new ArrayList<>();
    challenge
        .parameters()
        .forEach((name, value) ->
            parameters.add(name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'));
    return challenge.scheme()
        + challenge.token68().map(token -> " " + token).orElse("")
        + (parameters.isEmpty() ? "" : " " + String.join(", ", parameters));
  }
}
