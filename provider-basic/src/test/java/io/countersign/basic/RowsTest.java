package io.countersign.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.Countersign;
import io.countersign.spi.HttpCall;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other libraries do, kept or mended: a block of a configuration, a request, and either the
 * octets that go out, the error of the request, or the fault that the report has before any.
 */
class RowsTest {

  static Stream<Named<Config>> rows() throws IOException {
    return Rows.of(RowsTest.class);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void authenticate_row_sendsWhatItSays(Config row) throws Exception {
    Map<String, String> secrets = Rows.texts(row, "secrets");
    MapSecrets source = new MapSecrets();
    secrets.forEach(source::put);
    try (Countersign countersign = Countersign.builder().resolver(source).of(config(row))) {
      // Twice: what the first request got must not depend on its being the first.
      for (int i = 0; i < 2; i++) {
        HttpCall request = Rows.call(row.getConfig("request"));
        RecordingTransport api = new RecordingTransport().json(200, "");
        if (row.hasPath("expected")) {
          Rows.send(api, countersign.authenticator("row"), request);
          Rows.assertSame(api.calls().get(0), Rows.call(row.getConfig("expected")));
        } else {
          boolean atBuild = row.hasPath("fault");
          Throwable refusal =
              catchThrowable(() -> Rows.send(api, countersign.authenticator("row"), request));
          assertThat(refusal)
              .isInstanceOf(atBuild ? AuthConfigException.class : AuthException.class)
              .hasMessageContaining(row.getString(atBuild ? "fault" : "error"));
          assertShowsNothing(refusal, secrets);
          assertThat(api.calls()).isEmpty();
        }
      }
    }
  }

  private static Config config(Config row) {
    return ConfigFactory.parseString(
            Rows.text(row, "definitions")
                + "\ncountersign.secrets.priority = [map]"
                + "\ncountersign.authenticators.row { "
                + row.getString("block")
                + " }")
        .resolve();
  }

  /** The failure with all that hangs on it, in the spellings that a header could have. */
  private static void assertShowsNothing(Throwable failure, Map<String, String> secrets) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      for (String secret : secrets.values()) {
        if (secret.contains("s3cr3t")) {
          String base64 =
              Base64.getEncoder()
                  .withoutPadding()
                  .encodeToString(secret.getBytes(StandardCharsets.UTF_8));
          assertThat(at.toString()).doesNotContain("s3cr3t", base64);
        }
      }
      assertThat(at.getSuppressed()).isEmpty();
    }
  }
}
