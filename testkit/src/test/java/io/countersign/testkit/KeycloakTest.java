package io.countersign.testkit;

import static io.countersign.testkit.Asked.basic;
import static io.countersign.testkit.Asked.form;
import static io.countersign.testkit.Asked.unencodedBasic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.spi.Live;
import io.countersign.spi.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("server")
class KeycloakTest {
  private static final String BEARER_ASSERTION =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private static Keycloak keycloak;
  private static Issuer issuer;

  @BeforeAll
  static void start() {
    keycloak = RealServers.keycloak();
    issuer = keycloak.issuer();
  }

  @Test
  void keycloak_askedTwice_isTheSame() {
    assertThat(RealServers.keycloak()).isSameAs(keycloak);
  }

  static Stream<Arguments> secrets() {
    return Stream.of(
        arguments(Keycloak.SECRET_CLIENT, Keycloak.SECRET),
        arguments(Keycloak.ODD_CLIENT, Keycloak.ODD_SECRET));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void basic_encoded_getsAToken(String client, String secret) throws Exception {
    assertThat(byBasic(basic(client, secret)).accessToken()).isNotEmpty();
  }

  @Test
  void basic_wrongOrNotEncoded_isRefused() throws Exception {
    assertThat(byBasic(basic(Keycloak.SECRET_CLIENT, "wrong")).status()).isEqualTo(401);
    assertThat(byBasic(unencodedBasic(Keycloak.ODD_CLIENT, Keycloak.ODD_SECRET)).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void post_ofASecret_getsAToken(String client, String secret) throws Exception {
    Asked asked =
        ask("grant_type", "client_credentials", "client_id", client, "client_secret", secret);

    assertThat(asked.accessToken()).isNotEmpty();
    // 60 s, of which one may be over when it says so
    assertThat(asked.member("expires_in")).isIn("60", "59");
  }

  @Test
  void assertion_byASecret_getsAToken() throws Exception {
    String assertion =
        Jws.assertion(Keycloak.SECRET_JWT_CLIENT, issuer.uri().toString(), Keycloak.LONG_SECRET);

    assertThat(byAssertion(assertion).accessToken()).isNotEmpty();
    assertThat(byAssertion(assertion).status()).as("used again").isEqualTo(400);
  }

  @Test
  void assertion_byEachKey_getsAToken() throws Exception {
    assertThat(byAssertion(signed(Keycloak.RSA_KEY_ID, keycloak.rsaKey())).accessToken())
        .isNotEmpty();
    assertThat(byAssertion(signed(Keycloak.EC_KEY_ID, keycloak.ecKey())).accessToken())
        .isNotEmpty();
    assertThat(byAssertion(signed(Keycloak.EC_KEY_ID, Keys.ec())).status()).isEqualTo(400);
  }

  @Test
  void certificate_overHttps_bindsTheToken() throws Exception {
    String[] fields = {
      "grant_type", "client_credentials", "client_id", Keycloak.CERTIFICATE_CLIENT
    };
    HttpRequest.Builder request = form(keycloak.secureIssuer().token(), fields);

    Asked asked = Asked.by(overTls(), request);

    assertThat(Jws.claimsOf(asked.accessToken())).contains("x5t#S256");
    assertThat(ask(fields).status()).as("without a certificate").isEqualTo(401);
  }

  @Test
  void refresh_ofAnOldToken_endsTheSession() throws Exception {
    String first = byPassword(issuer).refreshToken();
    String second = refreshed(issuer, first).refreshToken();

    assertThat(refreshed(issuer, first).member("error")).isEqualTo("invalid_grant");
    assertThat(refreshed(issuer, second).member("error")).isEqualTo("invalid_grant");
  }

  @Test
  void refresh_whereOneReuseIsForgiven_worksTwice() throws Exception {
    Issuer forgiving = keycloak.forgivingIssuer();
    String first = byPassword(forgiving).refreshToken();

    assertThat(refreshed(forgiving, first).accessToken()).isNotEmpty();
    assertThat(refreshed(forgiving, first).accessToken()).isNotEmpty();
    assertThat(refreshed(forgiving, first).member("error")).isEqualTo("invalid_grant");
  }

  @Test
  void endSessions_refusesWhatTheUserHas() throws Exception {
    Asked asked = byPassword(issuer);
    assertThat(userinfo("Bearer " + asked.accessToken())).isEqualTo(200);

    keycloak.endSessions();

    assertThat(userinfo("Bearer " + asked.accessToken())).isEqualTo(401);
    assertThat(refreshed(issuer, asked.refreshToken()).member("error")).isEqualTo("invalid_grant");
  }

  @Test
  void revocation_ofAClientsToken_isSeenByIntrospection() throws Exception {
    String client = basic(Keycloak.SECRET_CLIENT, Keycloak.SECRET);
    String token = byBasic(client).accessToken();
    assertThat(shown(issuer.introspection(), client, token).member("active")).isEqualTo("true");

    assertThat(shown(issuer.revocation(), client, token).status()).isEqualTo(200);

    assertThat(shown(issuer.introspection(), client, token).member("active")).isEqualTo("false");
  }

  @Test
  void exchange_forTheTarget_getsAToken() throws Exception {
    String client = basic(Keycloak.EXCHANGE_CLIENT, Keycloak.SECRET);
    Asked own =
        Asked.by(
            form(
                    issuer.token(),
                    "grant_type",
                    "password",
                    "username",
                    Keycloak.USER,
                    "password",
                    Keycloak.PASSWORD)
                .header("Authorization", client));

    Asked exchanged =
        Asked.by(
            form(
                    issuer.token(),
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:token-exchange",
                    "subject_token",
                    own.accessToken(),
                    "subject_token_type",
                    "urn:ietf:params:oauth:token-type:access_token",
                    "audience",
                    Keycloak.EXCHANGE_TARGET)
                .header("Authorization", client));

    assertThat(Jws.claimsOf(exchanged.accessToken())).contains(Keycloak.EXCHANGE_TARGET);
  }

  @Test
  void dpop_withAProof_bindsTheToken() throws Exception {
    KeyPair key = Keys.ec();
    String client = basic(Keycloak.DPOP_CLIENT, Keycloak.SECRET);
    HttpRequest.Builder request =
        form(issuer.token(), "grant_type", "client_credentials", "scope", "openid")
            .header("Authorization", client);
    assertThat(Asked.by(request.copy()).member("error")).isEqualTo("invalid_request");

    Asked asked = Asked.by(request.header("DPoP", Jws.proof(key, "POST", issuer.token(), "")));

    assertThat(asked.member("token_type")).isEqualTo("DPoP");
    String token = asked.accessToken();
    assertThat(userinfo("Bearer " + token)).isEqualTo(401);
    String proof = Jws.proof(key, "GET", issuer.userinfo(), Jws.ath(token));
    assertThat(
            Asked.by(
                    HttpRequest.newBuilder(issuer.userinfo())
                        .header("Authorization", "DPoP " + token)
                        .header("DPoP", proof))
                .status())
        .isEqualTo(200);
  }

  @Test
  void jwtBearer_fromThePartner_getsATokenOfTheUser() throws Exception {
    String assertion =
        Jws.assertion(
            Keycloak.PARTNER,
            Keycloak.PARTNER_SUBJECT,
            issuer.uri().toString(),
            Keycloak.RSA_KEY_ID,
            keycloak.rsaKey().getPrivate());

    Asked asked =
        Asked.by(
            form(
                    issuer.token(),
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    "assertion",
                    assertion)
                .header("Authorization", basic(Keycloak.ASSERTION_CLIENT, Keycloak.SECRET)));

    assertThat(Jws.claimsOf(asked.accessToken())).contains(Keycloak.USER);
  }

  private static Asked ask(String... fields) throws IOException, InterruptedException {
    return Asked.by(form(issuer.token(), fields));
  }

  private static Asked byBasic(String authorization) throws IOException, InterruptedException {
    return Asked.by(
        form(issuer.token(), "grant_type", "client_credentials")
            .header("Authorization", authorization));
  }

  private static Asked byAssertion(String assertion) throws IOException, InterruptedException {
    return ask(
        "grant_type",
        "client_credentials",
        "client_assertion_type",
        BEARER_ASSERTION,
        "client_assertion",
        assertion);
  }

  private static String signed(String keyId, KeyPair key) {
    String client = Keycloak.KEY_CLIENT;
    return Jws.assertion(client, client, issuer.uri().toString(), keyId, key.getPrivate());
  }

  private static Asked byPassword(Issuer issuer) throws IOException, InterruptedException {
    return Asked.by(
        form(
            issuer.token(),
            "grant_type",
            "password",
            "scope",
            "openid",
            "client_id",
            Keycloak.PUBLIC_CLIENT,
            "username",
            Keycloak.USER,
            "password",
            Keycloak.PASSWORD));
  }

  private static Asked refreshed(Issuer issuer, String token)
      throws IOException, InterruptedException {
    return Asked.by(
        form(
            issuer.token(),
            "grant_type",
            "refresh_token",
            "client_id",
            Keycloak.PUBLIC_CLIENT,
            "refresh_token",
            token));
  }

  private static Asked shown(URI page, String authorization, String token)
      throws IOException, InterruptedException {
    return Asked.by(form(page, "token", token).header("Authorization", authorization));
  }

  private static int userinfo(String authorization) throws IOException, InterruptedException {
    return Asked.by(
            HttpRequest.newBuilder(issuer.userinfo()).header("Authorization", authorization))
        .status();
  }

  private static HttpClient overTls() {
    TlsIdentity shown =
        keycloak.clientCertificate().identity().trusting(List.of(keycloak.authority()));
    return HttpClient.newBuilder().sslContext(TlsIdentity.context(Live.of(shown))).build();
  }
}
