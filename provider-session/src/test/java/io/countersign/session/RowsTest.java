package io.countersign.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.AuthException;
import io.countersign.testkit.RecordingTransport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What another library does with a session, kept or mended: a block, what its login is answered,
 * and the requests with what each carries; all replies are used.
 */
class RowsTest {

  static Stream<Named<JsonNode>> rows() throws IOException {
    try (InputStream in = RowsTest.class.getResourceAsStream("rows.json")) {
      JsonNode rows = new ObjectMapper().readTree(Objects.requireNonNull(in));
      return StreamSupport.stream(rows.spliterator(), false)
          .map(row -> Named.of(row.get("name").asText(), row));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void session_row_sendsWhatItSays(JsonNode row) {
    RecordingTransport calls = new RecordingTransport();
    row.get("replies")
        .forEach(reply -> calls.json(reply.get("status").asInt(), reply.get("body").asText()));
    try (Bench bench =
        new Bench(calls, "row", row.get("block").asText())
            .secret("row.user", "s3cr3t-user")
            .secret("row.password", "s3cr3t-password")) {
      for (JsonNode get : row.get("gets")) {
        bench.time.advance(Duration.parse(get.path("after").asText("PT0S")));
        if (get.has("error")) {
          assertThatThrownBy(bench::get)
              .isInstanceOf(AuthException.class)
              .hasMessageContaining(get.get("error").asText())
              .hasMessageNotContaining("s3cr3t");
        } else {
          assertSends(bench, get);
        }
      }
      assertThat(calls.left()).isZero();
    }
  }

  private static void assertSends(Bench bench, JsonNode get) {
    String refused = get.path("refused").asText("nothing");
    Bench.Answered answered =
        bench.send("GET", request -> request.headers().toString().contains(refused) ? 401 : 200);
    assertThat(answered.status()).isEqualTo(200);
    for (Map.Entry<String, JsonNode> header : get.properties()) {
      if (Character.isUpperCase(header.getKey().charAt(0))) {
        assertThat(answered.header(header.getKey())).isEqualTo(header.getValue().asText());
      }
    }
  }
}
