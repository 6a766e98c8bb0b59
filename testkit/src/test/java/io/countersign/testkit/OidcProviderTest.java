package io.countersign.testkit;

import static io.countersign.testkit.Asked.basic;
import static io.countersign.testkit.Asked.form;
import static io.countersign.testkit.Asked.unencodedBasic;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class OidcProviderTest {
  private static final String CLIENT = basic(OidcProvider.SECRET_CLIENT, OidcProvider.SECRET);

  private static Issuer issuer;

  @BeforeAll
  static void start() {
    issuer = RealServers.oidcProvider().issuer();
  }

  @Test
  void oidcProvider_ofAnotherLife_isAnother() throws Exception {
    OidcProvider brief = RealServers.oidcProvider(Duration.ofSeconds(7));

    assertThat(RealServers.oidcProvider(Duration.ofSeconds(7))).isSameAs(brief);
    assertThat(byClient(brief.issuer(), CLIENT).member("expires_in")).isEqualTo("7");
    assertThat(byClient(issuer, CLIENT).member("expires_in")).isEqualTo("60");
  }

  @Test
  void basic_encoded_getsAToken() throws Exception {
    String odd = basic(OidcProvider.ODD_CLIENT, OidcProvider.ODD_SECRET);

    assertThat(byClient(issuer, odd).accessToken()).isNotEmpty();
  }

  @Test
  void basic_wrongOrNotEncoded_isRefused() throws Exception {
    String odd = unencodedBasic(OidcProvider.ODD_CLIENT, OidcProvider.ODD_SECRET);
    String wrong = basic(OidcProvider.SECRET_CLIENT, "wrong");

    assertThat(byClient(issuer, odd).member("error")).isEqualTo("invalid_request");
    assertThat(byClient(issuer, wrong).member("error")).isEqualTo("invalid_client");
  }

  @Test
  void post_ofASecret_getsAToken() throws Exception {
    Asked asked =
        Asked.by(
            form(
                issuer.token(),
                "grant_type",
                "client_credentials",
                "client_id",
                OidcProvider.ODD_CLIENT,
                "client_secret",
                OidcProvider.ODD_SECRET));

    assertThat(asked.accessToken()).isNotEmpty();
  }

  @Test
  void refresh_ofAnOldToken_endsAllThatCameOfIt() throws Exception {
    String first = seeded(CLIENT);
    Asked second = Asked.by(refresh(CLIENT, first));
    assertThat(userinfo(second.accessToken())).isEqualTo(200);

    assertThat(Asked.by(refresh(CLIENT, first)).member("error")).isEqualTo("invalid_grant");

    assertThat(userinfo(second.accessToken())).isEqualTo(401);
    assertThat(Asked.by(refresh(CLIENT, second.refreshToken())).member("error"))
        .isEqualTo("invalid_grant");
  }

  @Test
  void revocation_ofAnAccessToken_endsIt() throws Exception {
    String token = Asked.by(refresh(CLIENT, seeded(CLIENT))).accessToken();
    assertThat(userinfo(token)).isEqualTo(200);

    assertThat(
            Asked.by(form(issuer.revocation(), "token", token).header("Authorization", CLIENT))
                .status())
        .isEqualTo(200);

    assertThat(userinfo(token)).isEqualTo(401);
  }

  @Test
  void dpop_withoutItsNonce_isAskedForIt() throws Exception {
    KeyPair key = Keys.ec();
    String client = basic(OidcProvider.DPOP_CLIENT, OidcProvider.SECRET);
    HttpRequest.Builder request = refresh(client, seeded(client));

    Asked asked =
        Asked.by(request.copy().header("DPoP", Jws.proof(key, "POST", issuer.token(), "")));

    assertThat(asked.member("error")).isEqualTo("use_dpop_nonce");
    String nonce = asked.response().headers().firstValue("DPoP-Nonce").orElseThrow();
    Asked again =
        Asked.by(
            request.header(
                "DPoP", Jws.proof(key, "POST", issuer.token(), ",\"nonce\":\"" + nonce + "\"")));
    assertThat(again.member("token_type")).isEqualTo("DPoP");
    assertThat(userinfo(again.accessToken())).as("as a bearer token").isEqualTo(401);
  }

  private static Asked byClient(Issuer issuer, String authorization)
      throws IOException, InterruptedException {
    return Asked.by(
        form(issuer.token(), "grant_type", "client_credentials")
            .header("Authorization", authorization));
  }

  private static String seeded(String authorization) throws IOException, InterruptedException {
    return Asked.by(
            form(issuer.token(), "grant_type", OidcProvider.SEED_GRANT)
                .header("Authorization", authorization))
        .refreshToken();
  }

  private static HttpRequest.Builder refresh(String authorization, String token) {
    return form(issuer.token(), "grant_type", "refresh_token", "refresh_token", token)
        .header("Authorization", authorization);
  }

  private static int userinfo(String token) throws IOException, InterruptedException {
    return Asked.by(
            HttpRequest.newBuilder(issuer.userinfo()).header("Authorization", "Bearer " + token))
        .status();
  }
}
