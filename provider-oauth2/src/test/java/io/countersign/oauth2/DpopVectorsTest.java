package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.Config;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.jwt.JwtSigner;
import io.countersign.jwt.SigningKey;
import io.countersign.spi.HttpCall;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 9449, and proofs like them. */
class DpopVectorsTest {
  static Stream<Named<Config>> vectors(String kind) throws IOException {
    return Rows.of(DpopVectorsTest.class, "dpop-vectors.json")
        .filter(row -> row.getPayload().getString("kind").equals(kind));
  }

  static Stream<Named<Config>> proofs() throws IOException {
    return vectors("proof");
  }

  static Stream<Named<Config>> claims() throws IOException {
    return vectors("claims");
  }

  static Stream<Named<Config>> thumbprints() throws IOException {
    return vectors("thumbprint");
  }

  static Stream<Named<Config>> requests() throws IOException {
    return vectors("request");
  }

  private static ProofKey key() throws Exception {
    return ProofKey.of(JwtSigner.of("ES256", SigningKey.of(TestKeys.ec().toPrivateKey())));
  }

  private static SignedJWT proof(Config row) throws Exception {
    return Proofs.verified(
        key()
            .proof(
                new Random(1),
                row.getLong("seconds"),
                row.getString("method"),
                Target.of(URI.create(row.getString("uri"))),
                row.hasPath("ath") ? row.getString("ath") : null,
                row.hasPath("nonce") ? row.getString("nonce") : null));
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void proof_ofTheSameRequest_saysTheSameByAnotherKey(Config row) throws Exception {
    SignedJWT theirs = Proofs.verified(row.getString("proof"));

    SignedJWT ours = proof(row);

    assertThat(withoutValues(ours.getHeader().toJSONObject()))
        .isEqualTo(withoutValues(theirs.getHeader().toJSONObject()));
    assertThat(withoutJti(ours)).isEqualTo(withoutJti(theirs));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void proof_ofARequest_hasTheseClaims(Config row) throws Exception {
    Map<String, Object> expected = new TreeMap<>(row.getObject("claims").unwrapped());

    assertThat(withoutJti(proof(row)).toString()).isEqualTo(expected.toString());
  }

  /** The key is another one: what its members are called is the same. */
  private static Map<String, Object> withoutValues(Map<String, Object> header) {
    Map<String, Object> all = new TreeMap<>(header);
    all.compute("jwk", (name, jwk) -> new TreeMap<>((Map<?, ?>) jwk).keySet());
    return all;
  }

  private static Map<String, Object> withoutJti(SignedJWT proof) {
    Map<String, Object> all = new TreeMap<>(proof.getPayload().toJSONObject());
    assertThat(String.valueOf(all.remove("jti"))).hasSizeGreaterThanOrEqualTo(16);
    return all;
  }

  @ParameterizedTest
  @MethodSource("thumbprints")
  void thumbprint_ofAKey_isThatOfItsPublicHalf(Config row) throws Exception {
    ECKey theirs =
        new ECKey.Builder(
                Curve.P_256, new Base64URL(row.getString("x")), new Base64URL(row.getString("y")))
            .build();
    KeyPair pair = new KeyPair(theirs.toPublicKey(), TestKeys.ec().toPrivateKey());

    assertThat(ProofKey.of(JwtSigner.of("ES256", SigningKey.of(pair))).thumbprint())
        .isEqualTo(row.getString("jkt"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_withAToken_provesItsHash(Config row) throws Exception {
    try (Bench bench = new Bench()) {
      TestKeys.put(bench);
      Authenticator authenticator =
          bench.authenticator(
              Bench.BLOCK + "dpop.signing-key = \"{{k.ec}}\", access-token = \"{{k.rfc}}\"");
      RecordingTransport api = new RecordingTransport().json(200, "");
      bench.canary.watch("token", row.getString("token"));

      Rows.send(api, authenticator, get());

      HttpCall sent = api.calls().get(0);
      assertThat(sent.headers().get("Authorization"))
          .containsExactly("DPoP " + row.getString("token"));
      assertThat(
              Proofs.verified(sent.headers().get("DPoP").get(0))
                  .getJWTClaimsSet()
                  .getStringClaim("ath"))
          .isEqualTo(row.getString("ath"));
    }
  }

  private static HttpCall get() {
    return Rows.call(
        com.typesafe.config.ConfigFactory.parseString(
            "method = GET, uri = \"https://api.example/v1\""));
  }

  @Test
  void proof_onAnyThread_isAnother() throws Exception {
    ProofKey key = key();
    Target target = Target.of(URI.create("https://api.example/"));
    java.security.SecureRandom random = new java.security.SecureRandom();

    assertThat(
            Application.inParallel(
                16,
                () ->
                    Proofs.verified(key.proof(random, 1, "GET", target, "a", "n"))
                        .getJWTClaimsSet()
                        .getJWTID()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GE T", "GET\"", "G\\T", "GET\u0001", "G\u00c4T"})
  void proof_methodThatIsNone_isRefused(String method) throws Exception {
    ProofKey key = key();
    Target target = Target.of(URI.create("https://api.example/"));

    AuthException failure =
        catchThrowableOfType(
            AuthException.class, () -> key.proof(new Random(1), 1, method, target, null, null));

    assertThat(failure.category()).isEqualTo(AuthException.Category.REQUEST);
  }

  @Test
  void toString_ofAll_showsNoKey() throws Exception {
    ProofKey key = key();

    assertThat(key).hasToString("ProofKey[ES256]");
    assertThat(Token.of("t0ken", java.util.Optional.empty(), Map.of())).hasToString("Token");
  }
}
