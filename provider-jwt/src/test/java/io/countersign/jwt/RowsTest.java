package io.countersign.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.countersign.Authenticator;
import io.countersign.spi.HttpCall;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What another library does with tokens that it signs, kept or mended: a block, a request, and
 * either what goes out, where {@code @} stands for the token, or the fault of the report.
 */
class RowsTest {
  private static final Pattern TOKEN =
      Pattern.compile("ey[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  static Stream<Named<Config>> rows() throws IOException {
    return Rows.of(RowsTest.class);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void token_row_isWhatItSays(Config row) throws Exception {
    try (Bench bench = new Bench().at(row.getString("now"))) {
      Rows.texts(row, "secrets").forEach(bench::secret);
      if (row.hasPath("fault")) {
        assertThat(bench.fault(Bench.BLOCK + row.getString("block")))
            .contains(row.getString("fault"));
        return;
      }
      String token = sent(bench.authenticator(Bench.BLOCK + row.getString("block")), row);
      if (row.hasPath("signature")) {
        assertThat(token).endsWith("." + row.getString("signature"));
      }
      if (row.hasPath("header")) {
        assertThat(Bench.header(token)).isEqualTo(json(row.getConfig("header")));
      }
      if (row.hasPath("claims")) {
        assertThat(Bench.claims(token)).isEqualTo(json(row.getConfig("claims")));
      }
      if (row.hasPath("verified-by")) {
        String jwk = json(row, "verified-by");
        assertThat(Oracle.verifies(token, jwk)).isTrue();
      }
    }
  }

  /** Sends what the row says, checks what goes out, and returns the token in it. */
  private static String sent(Authenticator authenticator, Config row) throws Exception {
    RecordingTransport api = new RecordingTransport().json(200, "");
    Rows.send(api, authenticator, Rows.call(row.getConfig("request")));
    HttpCall sent = api.calls().get(0);
    Matcher found = TOKEN.matcher(sent.uri() + " " + sent.headers() + " " + Rows.text(sent));
    assertThat(found.find()).isTrue();
    String token = found.group();
    assertThat(sent.uri().toString().replace(token, "@")).isEqualTo(row.getString("expected.uri"));
    assertThat(String.valueOf(new java.util.TreeMap<>(sent.headers())).replace(token, "@"))
        .isEqualTo(String.valueOf(headers(row)));
    assertThat(Rows.text(sent).replace(token, "@")).isEqualTo(Rows.text(row, "expected.body"));
    return token;
  }

  private static Map<String, List<String>> headers(Config row) {
    Map<String, List<String>> headers = new java.util.TreeMap<>();
    Rows.texts(row.getConfig("expected"), "headers")
        .forEach((name, value) -> headers.put(name, List.of(value)));
    return headers;
  }

  private static Map<String, Object> json(Config node) throws Exception {
    return JSONObjectUtils.parse(node.root().render(ConfigRenderOptions.concise()));
  }

  private static String json(Config row, String path) {
    return row.getConfig(path).root().render(ConfigRenderOptions.concise());
  }

  @Test
  void rows_all_areSaid() throws IOException {
    List<String> known = rows().map(row -> row.getPayload().getString("row")).distinct().toList();
    // J14 is MintedTokensTest: it is about the second request and the next.
    assertThat(known)
        .containsAll(
            IntStream.rangeClosed(1, 15)
                .filter(row -> row != 14)
                .mapToObj(row -> "J%02d".formatted(row))
                .toList());
  }
}
