package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.AuthConfigException;
import io.countersign.Authenticator;
import io.countersign.testkit.Keys;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.Rows;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows O33, O47 and O75 of the behaviours that other libraries have. Who checks what is signed here
 * is a library that shares nothing with who signs it.
 */
class AssertionTest {
  private static final String TOKEN_URL = "https://as.example/token";
  private static final String BY_KEY =
      "type = oauth2-client-credentials, origins = [\"https://api.example\"], token-url ="
          + " \"https://as.example/token\", client-id = some_client_id, client-authentication ="
          + " private_key_jwt, client-assertion { algorithm = RS256, signing-key = \"{{k.key}}\" },";
  private static final String BY_SECRET =
      Bench.BLOCK + "client-authentication = client_secret_jwt, ";
  private static final String BEARER =
      "type = oauth2-jwt-bearer, origins = [\"https://api.example\"], token-url ="
          + " \"https://as.example/token\", assertion { algorithm = RS256, signing-key ="
          + " \"{{k.key}}\" }, ";

  private final Bench bench = new Bench();

  @RegisterExtension final LogWatch logs = new LogWatch(bench.canary);

  @AfterEach
  void close() {
    bench.close();
  }

  private KeyPair key(KeyPair pair) {
    bench.secrets.put("k.key", bench.canary.watch("key", Keys.pem(pair)));
    return pair;
  }

  private void gives(String... tokens) {
    for (String token : tokens) {
      bench.endpoint.json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":0}");
    }
  }

  /** Returns the parameters of a token request. */
  private Map<String, String> sent(int call) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : Rows.text(bench.endpoint.calls().get(call)).split("&", -1)) {
      String[] both = pair.split("=", 2);
      parameters.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private Map<String, Object> claims(String token, JWSVerifier verifier) throws Exception {
    SignedJWT signed = SignedJWT.parse(token);
    assertThat(signed.verify(verifier)).isTrue();
    return signed.getJWTClaimsSet().toJSONObject();
  }

  @Test
  void privateKeyJwt_eachCall_carriesAnAssertionOfItsOwn() throws Exception {
    JWSVerifier verifier = new RSASSAVerifier((RSAPublicKey) key(Keys.rsa()).getPublic());
    gives("a", "b");
    Authenticator authenticator = bench.authenticator(BY_KEY);

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer a");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer b");

    assertThat(sent(0))
        .containsOnlyKeys("grant_type", "client_id", "client_assertion_type", "client_assertion")
        .containsEntry("client_id", "some_client_id")
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    Map<String, Object> first = claims(sent(0).get("client_assertion"), verifier);
    long now = bench.time.instant().getEpochSecond();
    assertThat(first)
        .containsOnlyKeys("iss", "sub", "aud", "iat", "exp", "jti")
        .containsEntry("iss", "some_client_id")
        .containsEntry("sub", "some_client_id")
        .containsEntry("aud", TOKEN_URL)
        .containsEntry("iat", now)
        .containsEntry("exp", now + 60);
    assertThat(claims(sent(1).get("client_assertion"), verifier).get("jti"))
        .isNotEqualTo(first.get("jti"));
    assertThat(bench.endpoint.calls().get(0).headers()).doesNotContainKey("Authorization");
  }

  @ParameterizedTest
  @CsvSource({
    "'client-assertion-audience = \"https://as.example\"', https://as.example",
    "'client-assertion.claims.aud = \"https://claims.example\"', https://claims.example",
  })
  void privateKeyJwt_audience_isThatOfTheBlock(String line, String audience) throws Exception {
    JWSVerifier verifier = new RSASSAVerifier((RSAPublicKey) key(Keys.rsa()).getPublic());
    gives("a");
    assertThat(Bench.sent(bench.authenticator(BY_KEY + line))).isEqualTo("Bearer a");

    assertThat(claims(sent(0).get("client_assertion"), verifier)).containsEntry("aud", audience);
  }

  @Test
  void privateKeyJwt_keyChangedInItsSource_isReadAgainAndTriedOnce() throws Exception {
    key(Keys.rsa());
    Authenticator authenticator = bench.authenticator(BY_KEY);
    KeyPair next = Keys.rsa();
    bench.secrets.put("k.key", bench.canary.watch("next", Keys.pem(next)));
    bench.endpoint.json(401, "{\"error\":\"invalid_client\"}");
    gives("a");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer a");
    assertThat(
            claims(
                sent(1).get("client_assertion"),
                new RSASSAVerifier((RSAPublicKey) next.getPublic())))
        .containsEntry("sub", "some_client_id");
  }

  @ParameterizedTest
  @CsvSource({"HS256, ''", "HS512, client-assertion-algorithm = HS512"})
  void clientSecretJwt_call_isSignedWithTheSecret(String algorithm, String line) throws Exception {
    String secret = bench.canary.watch("long", "a-secret-that-is-long-enough-for-hs512-".repeat(2));
    bench.secrets.put("k.secret", secret);
    gives("a");
    assertThat(Bench.sent(bench.authenticator(BY_SECRET + line))).isEqualTo("Bearer a");

    String assertion = sent(0).get("client_assertion");
    assertThat(sent(0)).doesNotContainKey("client_secret");
    assertThat(SignedJWT.parse(assertion).getHeader().getAlgorithm().getName())
        .isEqualTo(algorithm);
    assertThat(claims(assertion, new MACVerifier(secret)))
        .containsEntry("iss", "some_client_id")
        .containsEntry("aud", TOKEN_URL)
        .containsKeys("exp", "iat", "jti");
  }

  @Test
  void jwtBearer_nothingMore_isGrantAndAssertionAlone() throws Exception {
    key(Keys.rsa());
    gives("a");
    Bench.sent(bench.authenticator(BEARER + "assertion.claims.iss = a"));

    assertThat(Rows.text(bench.endpoint.calls().get(0)))
        .matches(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
                + "&assertion=[\\w-]+\\.[\\w-]+\\.[\\w-]+");
  }

  @Test
  void jwtBearer_assertion_isTheGrantAndNobodyElseIsNamed() throws Exception {
    JWSVerifier verifier = new RSASSAVerifier((RSAPublicKey) key(Keys.rsa()).getPublic());
    gives("a");
    assertThat(
            Bench.sent(
                bench.authenticator(
                    BEARER
                        + "scope = [read, write], assertion.claims { iss = \"a@accounts.example\","
                        + " sub = \"amelie@acme.example\" }")))
        .isEqualTo("Bearer a");

    assertThat(sent(0))
        .containsOnlyKeys("grant_type", "assertion", "scope")
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        .containsEntry("scope", "read write");
    assertThat(claims(sent(0).get("assertion"), verifier))
        .containsEntry("iss", "a@accounts.example")
        .containsEntry("sub", "amelie@acme.example")
        .containsEntry("aud", TOKEN_URL);
  }

  @Test
  void jwtBearer_clientThatIsKnown_isTheIssuerAndAuthenticates() throws Exception {
    JWSVerifier verifier = new RSASSAVerifier((RSAPublicKey) key(Keys.rsa()).getPublic());
    gives("a");
    assertThat(
            Bench.sent(
                bench.authenticator(
                    BEARER
                        + "client-id = app, client-authentication = client_secret_post,"
                        + " client-secret = \"{{k.secret}}\"")))
        .isEqualTo("Bearer a");

    assertThat(sent(0)).containsKey("client_secret").containsEntry("client_id", "app");
    assertThat(claims(sent(0).get("assertion"), verifier)).containsEntry("iss", "app");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client-assertion.signing-key = \"no key of any kind\" | client-assertion.signing-key cannot be used",
        "client-assertion.algorithm = ES256                    | client-assertion.signing-key cannot be used",
        "client-assertion.claims.exp = 1                       | client-assertion.claims.exp is filled in",
        "client-assertion.algorithm = none                     | client-assertion.algorithm",
        "client-assertion = null                               | client-assertion",
        "client-assertion-algorithm = HS256                    | is for client-authentication = client_secret_jwt",
      })
  void ready_assertionThatCannotBeSigned_isInTheReport(String line, String what) {
    key(Keys.rsa());
    assertThatThrownBy(() -> bench.start(BY_KEY + line).ready())
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining(what)
        .satisfies(bench.canary::assertAbsentFrom);
  }

  @Test
  void ready_secretTooShortToSignWith_isInTheReport() {
    bench.secrets.put("k.secret", bench.canary.watch("short", "too-short"));
    assertThatThrownBy(() -> bench.start(BY_SECRET).ready())
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("client-secret cannot be used")
        .satisfies(bench.canary::assertAbsentFrom);
  }
}
