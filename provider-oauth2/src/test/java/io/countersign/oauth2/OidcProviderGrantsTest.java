package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static io.countersign.testkit.Asked.basic;
import static io.countersign.testkit.Asked.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Asked;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.OidcProvider;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Traffic;
import io.countersign.testkit.adapter.Api;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The grants against oidc-provider, which is stricter than most, as an application has them. */
@Tag("server")
@Timeout(180)
class OidcProviderGrantsTest {
  private static final int THREADS = 64;
  private static final String CLIENT = basic(OidcProvider.SECRET_CLIENT, OidcProvider.SECRET);

  private static Issuer issuer;

  @TempDir private Path temp;

  @BeforeAll
  static void start() {
    issuer = RealServers.oidcProvider().issuer();
  }

  private static String block(String type, String client, String secret) {
    return "type = oauth2-"
        + type
        + ", client-id = "
        + quoted(client)
        + ", client-secret = "
        + quoted(secret)
        + "\n";
  }

  private static String odd() {
    return block("client-credentials", OidcProvider.ODD_CLIENT, OidcProvider.ODD_SECRET);
  }

  private static String tokenUrl() {
    return "token-url = " + quoted(issuer.token()) + "\n";
  }

  private static String refreshing() throws Exception {
    return block("refresh-token", OidcProvider.SECRET_CLIENT, OidcProvider.SECRET)
        + tokenUrl()
        + "refresh-token = "
        + quoted(seed())
        + "\n";
  }

  private static String seed() throws Exception {
    return Asked.by(
            form(issuer.token(), "grant_type", OidcProvider.SEED_GRANT)
                .header("Authorization", CLIENT))
        .refreshToken();
  }

  static Stream<Arguments> clients() {
    return Stream.of(
            odd() + tokenUrl(),
            odd() + tokenUrl() + "client-authentication = client_secret_post",
            odd() + "issuer = " + quoted(issuer.uri()))
        .flatMap(block -> Stream.of(Way.values()).map(way -> Arguments.of(way, block)));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void clientCredentials_theServerKnowsTheToken(Way way, String block) throws Exception {
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Application application = new Application(way, api.at("/"), block)) {
      assertThat(application.get()).isEqualTo(200);

      String sent = api.seen.get(0).header("Authorization").replace("Bearer ", "");
      Asked asked =
          Asked.by(form(issuer.introspection(), "token", sent).header("Authorization", CLIENT));
      assertThat(asked.member("active")).isEqualTo("true");
      assertThat(asked.member("client_id")).isEqualTo(OidcProvider.ODD_CLIENT);
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
            Arguments.of("client-authentication = client_secret_basic_and_post", "invalid_request"),
            Arguments.of("client-authentication = none", "invalid_client"),
            Arguments.of("client-secret = another", "invalid_client"))
        .flatMap(row ->
            Stream.of(Way.values()).map(way -> Arguments.of(way, row.get()[0], row.get()[1])));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void clientCredentials_notAsItWantsThem_areRefusedWithItsError(Way way, String line, String error)
      throws Exception {
    String block = odd() + tokenUrl() + line;
    if (line.endsWith("none")) {
      block = block.replaceAll(", client-secret = .*", "");
    }
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.REFUSED);
      assertThat(failure)
          .hasMessageStartingWith("crm: " + issuer.token() + " answered 40")
          .hasMessageContaining(": " + error);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_goodForOneUse_isReplacedAcrossProcesses(Way way) throws Exception {
    String block = refreshing() + "lifetime-at-most = 0 s";
    String files = "tokens { store = file, path = " + quoted(temp) + " }";
    for (int process = 0; process < 2; process++) {
      try (Application application = new Application(way, issuer.userinfo(), block, files)) {
        for (int request = 0; request < 3; request++) {
          assertThat(application.get()).isEqualTo(200);
        }
        assertThat(application.count(Kind.ROTATED)).isEqualTo(3);
      }
    }

    try (Application forgetful = new Application(way, issuer.userinfo(), block)) {
      assertIsOver(forgetful);
    }
    try (Application application = new Application(way, issuer.userinfo(), block, files)) {
      assertIsOver(application);
    }
  }

  private static void assertIsOver(Application application) {
    AuthException failure = catchThrowableOfType(AuthException.class, application::get);

    assertThat(failure.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
    assertThat(failure)
        .hasMessageStartingWith("crm: " + issuer.token() + " answered 400: invalid_grant")
        .hasMessageEndingWith("authorize again, and replace it");
  }

  /** This server ends the refresh token with an access token: it is asked once, not 64 times. */
  @ParameterizedTest
  @EnumSource
  void token_revoked_asksForAPersonOnceForAllRequests(Way way) throws Exception {
    try (Application application = new Application(way, issuer.userinfo(), refreshing())) {
      assertThat(application.get()).isEqualTo(200);
      Asked.by(
          form(issuer.revocation(), "token", application.token()).header("Authorization", CLIENT));

      Application.inParallel(
          THREADS,
          () -> {
            assertIsOver(application);
            return true;
          });
      assertThat(application.count(Kind.FAILED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void close_saidToRevoke_endsTheToken(Way way) throws Exception {
    String token;
    try (Application application =
        new Application(
            way,
            issuer.userinfo(),
            refreshing().replace(tokenUrl(), "issuer = " + quoted(issuer.uri()) + "\n")
                + "revoke-on-close = true")) {
      assertThat(application.get()).isEqualTo(200);
      token = application.token();
    }

    Asked asked =
        Asked.by(form(issuer.introspection(), "token", token).header("Authorization", CLIENT));
    assertThat(asked.member("active")).isEqualTo("false");
  }

  /** Nobody says anything of renewals: they are there in time, and never two at once. */
  @Test
  void token_livesThreeSeconds_isRenewedWhileManySend() throws Exception {
    Issuer brief = RealServers.oidcProvider(Duration.ofSeconds(3)).issuer();
    String block =
        block("client-credentials", OidcProvider.SECRET_CLIENT, OidcProvider.SECRET)
            + "token-url = "
            + quoted(brief.token());
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Application application = new Application(Way.JDK, api.at("/"), block);
        Traffic traffic = Traffic.of(8, application::get)) {
      long begin = System.nanoTime();
      traffic.passesUntil(() -> application.count(Kind.RENEWED) == 3);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(6));
      assertThat(traffic.failures()).isEmpty();
    }
  }
}
