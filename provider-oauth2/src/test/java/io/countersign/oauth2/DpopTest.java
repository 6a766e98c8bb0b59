package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.ConfigFactory;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of bound tokens when their key changes, or is another process's. */
class DpopTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final String WRITTEN = "dpop.signing-key = \"{{k.ec}}\"";

  private final RecordingStore store = new RecordingStore(true);
  private final Bench bench = new Bench().keeping(store);
  private final RecordingTransport api = new RecordingTransport();

  @RegisterExtension final LogWatch logs = new LogWatch(bench.canary);

  @BeforeEach
  void keys() throws Exception {
    TestKeys.put(bench);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void gives(String token) {
    bench.endpoint.json(
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"DPoP\",\"expires_in\":3600,\"refresh_token\":\"next\"}"
            .formatted(token));
  }

  /** Returns what the API was sent last. */
  private HttpCall sent(Authenticator authenticator) throws Exception {
    api.json(200, "");
    Rows.send(
        api,
        authenticator,
        Rows.call(ConfigFactory.parseString("method = GET, uri = \"https://api.example/v1\"")));
    return api.calls().get(api.calls().size() - 1);
  }

  private static SignedJWT proof(HttpCall call) throws Exception {
    return Proofs.verified(call.headers().get("DPoP").get(0));
  }

  private static String keyOf(HttpCall call) throws Exception {
    return proof(call).getHeader().getJWK().computeThumbprint().toString();
  }

  private HttpCall asked(int call) {
    return bench.endpoint.calls().get(call);
  }

  @Test
  void key_changesWhileItsTokenLives_servesThatToken() throws Exception {
    gives("one");
    Authenticator authenticator = bench.authenticator(Bench.BLOCK + WRITTEN);
    String first = keyOf(sent(authenticator));
    bench.secrets.put("k.ec", TestKeys.ec().toJSONString());
    bench.time.advance(AN_HOUR.dividedBy(2));

    assertThat(keyOf(sent(authenticator))).isEqualTo(first);

    // The endpoint knows the new key alone, so the secret is read again.
    bench.time.advance(AN_HOUR);
    bench.endpoint.json(400, "{\"error\":\"invalid_dpop_proof\"}");
    gives("two");
    HttpCall request = sent(authenticator);
    assertThat(keyOf(asked(1))).isEqualTo(first);
    assertThat(keyOf(asked(2))).isNotEqualTo(first).isEqualTo(keyOf(request));
    assertThat(request.headers().get("Authorization")).containsExactly("DPoP two");
  }

  @Test
  void key_changesToWhatIsNone_isWarnedOfAndTheOneBeforeGoesOn() throws Exception {
    gives("one");
    Authenticator authenticator = bench.authenticator(Bench.BLOCK + WRITTEN);
    String first = keyOf(sent(authenticator));
    bench.secrets.put("k.ec", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXNlY3JldA\n");
    bench.canary.watch("damaged", "c2VjcmV0LXNlY3JldA");
    bench.time.advance(AN_HOUR);
    bench.endpoint.json(400, "{\"error\":\"invalid_dpop_proof\"}");
    gives("two");

    assertThat(keyOf(sent(authenticator))).isEqualTo(first).isEqualTo(keyOf(asked(2)));

    assertThat(logs.messages(java.util.logging.Level.WARNING))
        .filteredOn(line -> line.contains("what was there before goes on"))
        .hasSize(1)
        .allMatch(line -> line.contains("row: ") && line.contains("dpop.signing-key cannot"));
  }

  @Test
  void token_keptByAProcessOfAnotherKey_isLeftToThat() throws Exception {
    String block = Bench.REFRESH + "dpop {}";
    gives("one");
    String first = keyOf(sent(bench.authenticator(block)));
    gives("two");

    HttpCall other = sent(bench.authenticator(block));

    assertThat(other.headers().get("Authorization")).containsExactly("DPoP two");
    assertThat(keyOf(other)).isEqualTo(keyOf(asked(1))).isNotEqualTo(first);
  }

  @Test
  void token_keptByAProcessOfTheSameKey_serves() throws Exception {
    String block = Bench.REFRESH + WRITTEN;
    gives("one");
    String first = keyOf(sent(bench.authenticator(block)));

    HttpCall other = sent(bench.authenticator(block));

    assertThat(other.headers().get("Authorization")).containsExactly("DPoP one");
    assertThat(keyOf(other)).isEqualTo(first);
    assertThat(bench.endpoint.calls()).hasSize(1);
  }

  @Test
  void token_keptFromBefore_isNotOneOfTheOtherKind() throws Exception {
    bench.endpoint.json(200, "{\"access_token\":\"bearer\",\"expires_in\":3600}");
    assertThat(sent(bench.authenticator(Bench.REFRESH)).headers().get("Authorization"))
        .containsExactly("Bearer bearer");
    gives("one");
    assertThat(sent(bench.authenticator(Bench.REFRESH + "dpop {}")).headers().get("Authorization"))
        .containsExactly("DPoP one");
    bench.endpoint.json(200, "{\"access_token\":\"bearer-2\",\"expires_in\":3600}");
    assertThat(sent(bench.authenticator(Bench.REFRESH)).headers().get("Authorization"))
        .containsExactly("Bearer bearer-2");
  }

  /** The refresh token was spent, or replaced: what the server gave is not lost. */
  @Test
  void reply_withoutABoundToken_keepsItsRefreshToken() {
    bench.endpoint.json(
        200, "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"refresh_token\":\"second\"}");
    Authenticator authenticator = bench.authenticator(Bench.REFRESH + "dpop {}");

    AuthException failure = catchThrowableOfType(AuthException.class, () -> sent(authenticator));

    assertThat(failure).hasMessageContaining("with token_type Bearer");
    assertThat(store.only()).contains("\"second\"").doesNotContain("\"x\"");
  }

  /** A nested authenticator may have the call sent again: no proof is sent twice. */
  @Test
  void tokenRequest_sentAgainByANestedAuthenticator_hasAnotherProof() throws Exception {
    String block =
        Bench.BLOCK
            + "client-authentication = none, client-secret = null, dpop {}, request.authenticator {"
            + " type = oauth2-client-credentials, client-id = outer, client-secret = \"\","
            + " token-url = \"https://outer.example/token\" }";
    bench.endpoint.json(200, "{\"access_token\":\"outer-1\"}").json(401, "{}");
    bench.endpoint.json(200, "{\"access_token\":\"outer-2\"}");
    bench.endpoint.then(call -> nonced(400, "{\"error\":\"use_dpop_nonce\"}"));
    gives("one");

    sent(bench.authenticator(block));

    List<HttpCall> own =
        bench.endpoint.calls().stream()
            .filter(call -> call.uri().getHost().equals("as.example"))
            .toList();
    assertThat(own)
        .extracting(call -> call.headers().get("Authorization").get(0))
        .containsExactly("Bearer outer-1", "Bearer outer-2", "Bearer outer-2");
    assertThat(own)
        .extracting(call -> proof(call).getJWTClaimsSet().getJWTID())
        .doesNotHaveDuplicates();
    assertThat(proof(own.get(2)).getJWTClaimsSet().getClaim("nonce")).isEqualTo("n1");
  }

  /** A server may take an assertion once, and say of the nonce afterwards. */
  @Test
  void tokenRequest_madeAgainForItsNonce_hasAnotherAssertion() throws Exception {
    String block =
        "type = oauth2-jwt-bearer, origins = [\"https://api.example\"], token-url ="
            + " \"https://as.example/token\", dpop {}, assertion { algorithm = ES256,"
            + " signing-key = \"{{k.ec}}\" }";
    bench.endpoint.then(call -> nonced(400, "{\"error\":\"use_dpop_nonce\"}"));
    gives("one");

    sent(bench.authenticator(block));

    assertThat(Rows.text(asked(0))).contains("&assertion=").isNotEqualTo(Rows.text(asked(1)));
  }

  private static CompletableFuture<HttpReply> nonced(int status, String body) {
    HttpReply plain = RecordingTransport.reply(status, "application/json", body);
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(plain.headers());
    headers.put("dpop-nonce", List.of("n1"));
    return CompletableFuture.completedFuture(new HttpReply(status, headers, plain.body()));
  }

  @Test
  void nonces_ofVeryManyServers_areNotAllKept() {
    Nonces nonces = new Nonces();
    Map<String, List<String>> headers = Map.of("DPoP-Nonce", List.of("n"));
    for (int i = 0; i < 5_000; i++) {
      nonces.note(new Target("https://h" + i + ".example", "/"), headers);
    }
    long kept =
        java.util.stream.IntStream.range(0, 5_000)
            .filter(i -> nonces.of(new Target("https://h" + i + ".example", "/")) != null)
            .count();

    assertThat(kept).isEqualTo(1_000);
    assertThat(nonces.of(new Target("https://h4999.example", "/"))).isEqualTo("n");
  }
}
