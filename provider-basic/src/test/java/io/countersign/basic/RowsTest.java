package io.countersign.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other libraries do, kept or mended: a block of a configuration, a request, and either the
 * octets that go out, the error of the request, or the fault that the report has before any.
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
  void authenticate_row_sendsWhatItSays(JsonNode row) {
    Map<String, String> secrets = new HashMap<>();
    row.get("secrets")
        .properties()
        .forEach(one -> secrets.put(one.getKey(), one.getValue().asText()));
    try (Countersign countersign =
        Countersign.builder().resolver(new GivenSecrets(secrets)).of(config(row))) {
      // Twice: what the first request got must not depend on its being the first.
      for (int i = 0; i < 2; i++) {
        AuthRequest request = request(row.get("request"));
        if (row.has("expected")) {
          AuthRequest expected = request(row.get("expected"));
          AuthRequest sent = sent(countersign.authenticator("row"), request);
          assertThat(sent.method()).isEqualTo(expected.method());
          assertThat(sent.uri().toString()).isEqualTo(expected.uri().toString());
          assertThat(sent.headers()).isEqualTo(expected.headers());
          assertThat(text(sent.body())).isEqualTo(text(expected.body()));
        } else {
          boolean atBuild = row.has("fault");
          Throwable refusal = catchThrowable(() -> sent(countersign.authenticator("row"), request));
          assertThat(refusal)
              .isInstanceOf(atBuild ? AuthConfigException.class : AuthException.class)
              .hasMessageContaining(row.get(atBuild ? "fault" : "error").asText());
          assertShowsNothing(refusal, secrets);
        }
      }
    }
  }

  private static Config config(JsonNode row) {
    return ConfigFactory.parseString(
            row.path("definitions").asText()
                + "\ncountersign.secrets { priority = [given], given {} }"
                + "\ncountersign.authenticators.row { "
                + row.get("block").asText()
                + " }")
        .resolve();
  }

  private static AuthRequest sent(Authenticator authenticator, AuthRequest request) {
    Move move = AuthExchange.of(authenticator, request, RequestBody.inHand(), true).first();
    if (move instanceof Move.Hold hold) {
      try {
        move = hold.then().toCompletableFuture().join();
      } catch (CompletionException failed) {
        throw failed.getCause() instanceof AuthException refusal ? refusal : failed;
      }
    }
    return ((Move.Transmit) move).request();
  }

  private static AuthRequest request(JsonNode node) {
    Map<String, List<String>> headers = new TreeMap<>();
    node.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), List.of(header.getValue().asText())));
    Body body =
        node.has("body")
            ? Body.of(node.get("body").asText().getBytes(StandardCharsets.UTF_8))
            : Body.none();
    URI uri = URI.create(node.get("uri").asText());
    return AuthRequest.of(node.get("method").asText(), uri, headers, body);
  }

  private static String text(Body body) {
    return body instanceof Body.Bytes bytes
        ? StandardCharsets.UTF_8.decode(bytes.content()).toString()
        : body.toString();
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
