package io.countersign.testkit.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthException;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Need;
import io.countersign.spi.Secret;
import io.countersign.testkit.TestContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class SigningProbeTest {
  private final Wire wire = new Wire().answering(200);

  /** The vectors were made by another program: openssl dgst. */
  @ParameterizedTest
  @CsvFileSource(resources = "signatures.csv", delimiter = ';', numLinesToSkip = 1)
  void authenticate_request_signsMethodTargetHeadersTimeAndBody(
      String method, String address, String body, String bodyHash, String signature) {
    AuthRequest request =
        AuthRequest.of(
            method,
            URI.create(address),
            Map.of("content-type", List.of("text/plain"), "ignored", List.of("x")),
            body == null ? Body.none() : Body.of(body.getBytes(UTF_8)));

    wire.exchange(probe(Secret.of("hmac-key")), request);

    assertThat(wire.header("X-Date")).containsExactly("2026-01-02T03:04:05Z");
    assertThat(wire.header("X-Body-SHA256")).containsExactly(bodyHash);
    assertThat(wire.header("X-Signature")).containsExactly("id:" + signature);
  }

  @Test
  void authenticate_keyNotReadYet_waitsForIt() {
    wire.exchange(probe(new RotatingSecret(null, "hmac-key")), Wire.get("https://api.example/"));

    assertThat(wire.header("X-Signature").get(0)).startsWith("id:");
  }

  @Test
  void authenticate_unreadBody_failsBeforeAnythingIsSent() {
    AuthRequest request =
        AuthRequest.of("POST", URI.create("https://api.example/"), Map.of(), new Body.Unread());

    Await failed = (Await) probe(Secret.of("hmac-key")).authenticate(request);

    assertThat(failed.step().toCompletableFuture())
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            AuthException.class,
            it -> assertThat(it.category()).isEqualTo(AuthException.Category.REQUEST));
  }

  @Test
  void needs_always_areTheBody() {
    assertThat(probe(Secret.of("hmac-key")).needs()).containsExactly(Need.REQUEST_BODY);
  }

  private static SigningProbe probe(Secret key) {
    return new SigningProbe("id", key, List.of("content-type", "x-absent"), TestContext.create());
  }
}
