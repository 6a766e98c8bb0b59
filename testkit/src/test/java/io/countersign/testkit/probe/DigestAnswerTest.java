package io.countersign.testkit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Challenge;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class DigestAnswerTest {

  @ParameterizedTest
  @CsvFileSource(
      resources = "digest.csv",
      delimiter = ';',
      quoteCharacter = '"',
      numLinesToSkip = 1)
  void header_publishedExample_hasItsResponse(
      String challenge, String user, String password, String target, String cnonce, String wanted) {
    DigestChallenge asked =
        DigestChallenge.firstOf(Challenge.parse(List.of(challenge))).orElseThrow();

    String header = new DigestAnswer(asked, user, password).header("GET", target, 1, cnonce);

    Challenge answer = Challenge.parse(List.of(header)).get(0);
    assertThat(answer.parameter("response")).contains(wanted);
    assertThat(answer.parameter("nonce")).contains(asked.nonce());
    assertThat(answer.parameter("opaque")).isEqualTo(asked.opaque());
    assertThat(answer.parameter("algorithm")).isEqualTo(asked.algorithm());
    assertThat(answer.parameter("nc").isPresent()).isEqualTo(challenge.contains("qop"));
  }
}
