package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a source does not have, refuses, or cannot give now: each has a word of its own. */
class VerdictTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"__type\": \"ResourceNotFoundException\"} | missing",
        "400 | {\"__type\": \"AccessDeniedException\"} | denied",
        "503 | {\"__type\": \"ServiceUnavailable\"} | unreachable",
        "200 | <html>canary-page1</html> | invalid",
      })
  void commands_answerOfASource_haveItsWord(int status, String body, String verdict)
      throws IOException {
    try (LoopbackApi aws = new LoopbackApi()) {
      aws.on("/", LoopbackApi.bytes(status, body.getBytes(StandardCharsets.UTF_8)));
      Desk desk =
          new Desk(folder)
              .variable("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
              .variable("AWS_SECRET_ACCESS_KEY", "canary-key1")
              .configuration(
                  "secrets { priority = [aws], aws { region = eu-west-1, endpoint = \""
                      + aws.uri()
                      + "\" } }",
                  "authenticators.crm { type = bearer, origins = [\"https://crm.example\"] }");

      Run check = desk.run("check");
      assertThat(check.exit()).isEqualTo(3);
      assertThat(check.out()).isEmpty();
      assertThat(check.err())
          .contains("cannot build 1 of 1 authenticator: 1 secret is " + verdict + ".");
      assertThat(desk.run("explain").out()).contains("crm.token is " + verdict);
      assertThat(desk.run("secrets").out()).contains("\ncrm.token  " + verdict + "  ");
    }
  }
}
