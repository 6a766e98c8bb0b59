package io.countersign.testkit.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import io.countersign.spi.Need;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import io.countersign.testkit.TestContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CompositeProbeTest {
  private static final AuthRequest REQUEST =
      Wire.post("https://api.example/p?a=1", "text/plain", "hello".getBytes(UTF_8));
  private static final String CHALLENGE = "Digest realm=\"r\", qop=\"auth\", nonce=\"n1\"";

  private final List<AuthRequest> seen = new CopyOnWriteArrayList<>();
  private final List<Integer> heard = new CopyOnWriteArrayList<>();
  private final Wire wire = new Wire();

  /** Notes what it sees and hears, and places nothing of its own. */
  private final Authenticator witness =
      request -> {
        seen.add(request);
        return Send.of(
            Credentials.none(),
            (own, response) -> {
              heard.add(response.status());
              return io.countersign.spi.Done.DONE;
            });
      };

  @Test
  void authenticate_keyBeforeWitness_seesTheRequestWithTheKey() {
    wire.answering(200);

    wire.exchange(new CompositeProbe(key("k&1"), witness), REQUEST);

    assertThat(seen)
        .extracting(AuthRequest::uri)
        .containsExactly(URI.create("https://api.example/p?a=1&api_key=k%261"));
    assertThat(heard).containsExactly(200);
  }

  @Test
  void authenticate_keyAndSigner_signatureCoversTheKey() {
    wire.answering(200).answering(200);

    wire.exchange(new CompositeProbe(key("k"), signer()), REQUEST);
    wire.exchange(
        signer(),
        Wire.post("https://api.example/p?a=1&api_key=k", "text/plain", "hello".getBytes(UTF_8)));

    assertThat(wire.sent()).extracting(sent -> sent.uri().getQuery()).containsOnly("a=1&api_key=k");
    assertThat(wire.header("X-Signature").get(0))
        .isNotEmpty()
        .isEqualTo(wire.header("X-Signature").get(1));
  }

  @Test
  void onResponse_keyRefused_isRenewedAndTheRequestSignedAnew() {
    List<String> keys = new CopyOnWriteArrayList<>(List.of("k1", "k2"));
    RenewingProbe renewing =
        new RenewingProbe(() -> CompletableFuture.supplyAsync(() -> keys.remove(0)));
    Authenticator key =
        Authenticator.carrying(renewing.map(value -> Credentials.query("api_key", value)));
    wire.answering(401).answering(200);

    wire.exchange(new CompositeProbe(key, witness, signer()), REQUEST);

    assertThat(wire.sent())
        .extracting(sent -> sent.uri().getQuery())
        .containsExactly("a=1&api_key=k1", "a=1&api_key=k2");
    assertThat(seen)
        .extracting(request -> request.uri().getQuery())
        .containsExactly("a=1&api_key=k1", "a=1&api_key=k2");
    assertThat(heard).containsExactly(401, 200);
    assertThat(wire.header("X-Signature")).doesNotHaveDuplicates();
  }

  @Test
  void onResponse_challengeBesideSigner_isAnsweredAndCovered() {
    ChallengeProbe challenge = new ChallengeProbe("u", Secret.of("pw"), TestContext.create());
    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(200).answering(200);
    Authenticator all = new CompositeProbe(key("k"), challenge, witness, signer());

    assertThat(wire.exchange(all, REQUEST).status()).isEqualTo(200);
    assertThat(wire.exchange(all, REQUEST).status()).isEqualTo(200);

    assertThat(wire.header("Authorization").get(1))
        .contains("uri=\"/p?a=1&api_key=k\"")
        .contains("nc=00000001");
    assertThat(wire.header("Authorization").get(2)).contains("nc=00000002");
    assertThat(seen.get(1).headers()).containsKey("Authorization");
  }

  @Test
  void onResponse_staleTwice_givesUpAfterOneRetry() {
    ChallengeProbe challenge = new ChallengeProbe("u", Secret.of("pw"), TestContext.create());
    wire.answering(401, "WWW-Authenticate", CHALLENGE)
        .answering(401, "WWW-Authenticate", CHALLENGE + ", stale=true")
        .answering(401, "WWW-Authenticate", CHALLENGE + ", stale=true");

    int status = wire.exchange(new CompositeProbe(key("k"), challenge, signer()), REQUEST).status();

    assertThat(status).isEqualTo(401);
    assertThat(wire.scriptIsUsedUp()).isTrue();
  }

  @Test
  void authenticate_twoWantOnePlace_failsAndNothingIsSent() {
    Await failed = (Await) new CompositeProbe(key("k1"), key("k2")).authenticate(REQUEST);

    assertThat(failed.step().toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(AuthException.class)
        .withMessageNotContaining("k1");
  }

  @Test
  void needs_ofTheParts_areUnited() {
    Authenticator reader =
        Authenticator.carrying(
            Live.of(Credentials.none()), response -> false, java.util.Set.of(Need.RESPONSE_BODY));

    assertThat(new CompositeProbe(key("k"), signer(), reader).needs())
        .containsExactlyInAnyOrder(Need.REQUEST_BODY, Need.RESPONSE_BODY);
  }

  private static Authenticator key(String value) {
    return Authenticator.carrying(Live.of(Credentials.query("api_key", value)));
  }

  private static SigningProbe signer() {
    return new SigningProbe("id", Secret.of("hk"), List.of("content-type"), TestContext.create());
  }
}
