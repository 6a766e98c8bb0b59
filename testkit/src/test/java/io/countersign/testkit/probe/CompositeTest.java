package io.countersign.testkit.probe;

import static io.countersign.spi.Done.DONE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import io.countersign.spi.Move;
import io.countersign.spi.Need;
import io.countersign.spi.RequestBody;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import io.countersign.testkit.TestContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CompositeTest {
  private static final AuthRequest REQUEST =
      Wire.post("https://api.example/p?a=1", "text/plain", "hello".getBytes(UTF_8));
  private static final String CHALLENGE = "Digest realm=\"r\", qop=\"auth\", nonce=\"n1\"";

  private static final RequestBody READING =
      new RequestBody() {
        @Override
        public boolean replayable() {
          return true;
        }

        @Override
        public CompletionStage<Body.Bytes> read(int atMost) {
          return CompletableFuture.completedFuture((Body.Bytes) Body.of("a=1".getBytes(UTF_8)));
        }
      };

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
              return DONE;
            });
      };

  @Test
  void authenticate_keyBeforeWitness_seesTheRequestWithTheKey() {
    wire.answering(200);

    wire.exchange(Authenticator.all(List.of(key("k&1"), witness)), REQUEST);

    assertThat(seen)
        .extracting(AuthRequest::uri)
        .containsExactly(URI.create("https://api.example/p?a=1&api_key=k%261"));
    assertThat(heard).containsExactly(200);
  }

  @Test
  void authenticate_keyAndSigner_signatureCoversTheKey() {
    wire.answering(200).answering(200);

    wire.exchange(Authenticator.all(List.of(key("k"), signer())), REQUEST);
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

    wire.exchange(Authenticator.all(List.of(key, witness, signer())), REQUEST);

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
    Authenticator all = Authenticator.all(List.of(key("k"), challenge, witness, signer()));

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

    int status =
        wire.exchange(Authenticator.all(List.of(key("k"), challenge, signer())), REQUEST).status();

    assertThat(status).isEqualTo(401);
    assertThat(wire.scriptIsUsedUp()).isTrue();
  }

  @Test
  void all_twoThatAreAtHandWantOnePlace_cannotBe() {
    assertThatThrownBy(() -> Authenticator.all(List.of(key("k1"), key("k2"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query api_key and query api_key cannot both go on one request")
        .hasMessageNotContaining("k1");
  }

  @Test
  void authenticate_twoWantOnePlace_failsAndNothingIsSent() {
    Authenticator own = request -> Send.of(Credentials.query("api_key", "k1"), (a, b) -> DONE);

    Await failed = (Await) Authenticator.all(List.of(own, key("k2"))).authenticate(REQUEST);

    assertThat(failed.step().toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(AuthException.class)
        .withMessageNotContaining("k1");
  }

  @Test
  void authenticate_steadyParts_isOneStepForAllUntilOneIsRefused() {
    List<String> keys = new CopyOnWriteArrayList<>(List.of("k1", "k2"));
    RenewingProbe renewing =
        new RenewingProbe(() -> CompletableFuture.supplyAsync(() -> keys.remove(0)));
    Authenticator all =
        Authenticator.all(
            List.of(
                Authenticator.carrying(renewing.map(value -> Credentials.query("key", value))),
                Authenticator.carrying(Live.of(Credentials.header("X-App", "a"))),
                Authenticator.none()));
    wire.answering(200).answering(401).answering(200).answering(200);
    wire.exchange(all, REQUEST);

    assertThat(all.authenticate(REQUEST))
        .isSameAs(all.authenticate(Wire.get("https://b.example/")));
    wire.exchange(all, REQUEST);
    wire.exchange(all, REQUEST);

    assertThat(wire.sent())
        .extracting(sent -> sent.uri().getQuery())
        .containsExactly("a=1&key=k1", "a=1&key=k1", "a=1&key=k2", "a=1&key=k2");
    assertThat(wire.header("X-App")).containsOnly("a");
    assertThat(all.authenticate(REQUEST)).isSameAs(all.authenticate(REQUEST));
  }

  @Test
  void authenticate_formKeyOnAnUnreadBody_isPlacedOnceTheBodyWasRead() {
    AuthRequest unread =
        AuthRequest.of(
            "POST",
            URI.create("https://api.example/"),
            Map.of("Content-Type", List.of("application/x-www-form-urlencoded")),
            new Body.Unread());
    Authenticator form = Authenticator.carrying(Live.of(Credentials.form("key", "k")));
    Authenticator own = request -> Send.of(Credentials.header("X-Saw", "it"), (a, b) -> DONE);
    AuthExchange exchange =
        AuthExchange.of(Authenticator.all(List.of(form, own)), unread, READING, false);

    AuthRequest sent = ((Move.Transmit) exchange.first()).request();

    assertThat(((Body.Bytes) sent.body()).content())
        .isEqualTo(java.nio.ByteBuffer.wrap("a=1&key=k".getBytes(UTF_8)));
  }

  @Test
  void needs_ofTheParts_areUnited() {
    Authenticator reader =
        Authenticator.carrying(
            Live.of(Credentials.none()), response -> false, java.util.Set.of(Need.RESPONSE_BODY));

    assertThat(Authenticator.all(List.of(key("k"), signer(), reader)).needs())
        .containsExactlyInAnyOrder(Need.REQUEST_BODY, Need.RESPONSE_BODY);
  }

  private static Authenticator key(String value) {
    return Authenticator.carrying(Live.of(Credentials.query("api_key", value)));
  }

  private static SigningProbe signer() {
    return new SigningProbe("id", Secret.of("hk"), List.of("content-type"), TestContext.create());
  }
}
