package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static io.countersign.testkit.Asked.basic;
import static io.countersign.testkit.Asked.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.ECKey;
import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Asked;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.OidcProvider;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.adapter.Api;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DPoP against oidc-provider, which takes no proof without a nonce of its own, on either leg. */
@Tag("server")
@Timeout(180)
class OidcProviderDpopTest {
  private static final int THREADS = 64;

  private static Issuer issuer;

  @TempDir private Path temp;

  @BeforeAll
  static void start() {
    issuer = RealServers.oidcProvider().issuer();
  }

  private static String tokenUrl() {
    return "token-url = " + quoted(issuer.token()) + "\n";
  }

  private static String secret() {
    return "client-id = "
        + OidcProvider.DPOP_CLIENT
        + ", client-secret = "
        + quoted(OidcProvider.SECRET)
        + "\n";
  }

  private static String alone() {
    return "client-id = " + OidcProvider.PUBLIC_DPOP_CLIENT + ", client-authentication = none\n";
  }

  private static String refreshing(String client, String seed) {
    return "type = oauth2-refresh-token\n"
        + client
        + tokenUrl()
        + "refresh-token = "
        + quoted(seed)
        + "\n";
  }

  private static String seed() throws Exception {
    return Asked.by(
            form(issuer.token(), "grant_type", OidcProvider.SEED_GRANT)
                .header("Authorization", basic(OidcProvider.DPOP_CLIENT, OidcProvider.SECRET)))
        .refreshToken();
  }

  private static String seedFor(ECKey key) throws Exception {
    return Asked.by(
            form(
                issuer.token(),
                "grant_type",
                OidcProvider.SEED_GRANT,
                "client_id",
                OidcProvider.PUBLIC_DPOP_CLIENT,
                "jkt",
                key.computeThumbprint().toString()))
        .refreshToken();
  }

  private static String with(ECKey key) throws Exception {
    return "dpop.signing-key = " + quoted(TestKeys.pem(key)) + "\n";
  }

  @ParameterizedTest
  @EnumSource
  void clientCredentials_nonceAskedFor_giveABoundToken(Way way) throws Exception {
    ECKey key = TestKeys.ec();
    String block = "type = oauth2-client-credentials\n" + secret() + tokenUrl() + with(key);
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Application application = new Application(way, api.at("/"), block)) {
      assertThat(application.get()).isEqualTo(200);

      String authorization = api.seen.get(0).header("Authorization");
      assertThat(authorization).startsWith("DPoP ");
      Asked asked =
          Asked.by(
              form(issuer.introspection(), "token", authorization.substring(5))
                  .header("Authorization", basic(OidcProvider.DPOP_CLIENT, OidcProvider.SECRET)));
      assertThat(asked.member("token_type")).isEqualTo("DPoP");
      assertThat(asked.member("cnf.jkt")).isEqualTo(key.computeThumbprint().toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_nonceOnBothLegs_serves(Way way) throws Exception {
    String block =
        refreshing(secret(), seed()).replace(tokenUrl(), "issuer = " + quoted(issuer.uri()) + "\n")
            + "dpop {}, lifetime-at-most = 0 s";
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      for (int i = 0; i < 3; i++) {
        assertThat(application.get()).isEqualTo(200);
      }
      assertThat(application.count(Kind.ROTATED)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requests_manyAtOnceWithoutANonceYet_allPassWithOneToken(Way way) throws Exception {
    String block = refreshing(secret(), seed()) + "dpop {}";
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.getAtOnce(THREADS)).containsOnly(200);
      assertThat(application.count(Kind.OBTAINED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_ofAPublicClient_servesTheProcessesThatHaveItsKey(Way way) throws Exception {
    ECKey key = TestKeys.ec();
    String block = refreshing(alone(), seedFor(key)) + with(key) + "lifetime-at-most = 0 s";
    String files = "tokens { store = file, path = " + quoted(temp) + " }";
    for (int process = 0; process < 2; process++) {
      try (Application application = new Application(way, issuer.userinfo(), block, files)) {
        assertThat(application.get()).isEqualTo(200);
        assertThat(application.get()).isEqualTo(200);
        assertThat(application.count(Kind.ROTATED)).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_ofAPublicClientWithAnotherKey_asksForAPerson(Way way) throws Exception {
    String block = refreshing(alone(), seedFor(TestKeys.ec())) + with(TestKeys.ec());
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
      assertThat(failure).hasMessageContaining(" answered 400: invalid_grant");
    }
  }
}
