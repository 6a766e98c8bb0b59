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
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Traffic;
import io.countersign.testkit.adapter.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Renewals against Keycloak, whose realm takes each refresh token once. */
@Tag("server")
@Timeout(180)
class KeycloakRenewalsTest {
  private static final int THREADS = 64;

  /** Nothing of a token is left for the next request: each has another. */
  private static final String RENEWED_EACH_TIME = "\nlifetime-at-most = 0 s";

  private static Keycloak keycloak;
  private static Issuer issuer;

  @TempDir private Path temp;

  @BeforeAll
  static void start() {
    keycloak = RealServers.keycloak();
    issuer = keycloak.issuer();
  }

  private static Asked byPassword() throws Exception {
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

  private static Asked refreshed(String token) throws Exception {
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

  private static String refreshing(String seed) {
    return "type = oauth2-refresh-token, client-authentication = none, client-id = "
        + Keycloak.PUBLIC_CLIENT
        + ", token-url = "
        + quoted(issuer.token())
        + ", refresh-token = "
        + quoted(seed);
  }

  private String files() {
    return "tokens { store = file, path = " + quoted(temp.resolve("tokens")) + " }";
  }

  private Application renewing(Way way, String seed, String... rooms) throws Exception {
    return new Application(way, issuer.userinfo(), refreshing(seed) + RENEWED_EACH_TIME, rooms);
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_keptInFiles_outlivesTheProcess(Way way) throws Exception {
    String seed = byPassword().refreshToken();
    for (int process = 0; process < 3; process++) {
      try (Application application = renewing(way, seed, files())) {
        for (int request = 0; request < 3; request++) {
          assertThat(application.get()).isEqualTo(200);
        }
        assertThat(application.count(Kind.ROTATED)).isEqualTo(3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_keptInMemory_isLostWithTheProcess(Way way) throws Exception {
    String seed = byPassword().refreshToken();
    long issued = Instant.now().getEpochSecond();
    try (Application application = renewing(way, seed)) {
      assertThat(application.get()).isEqualTo(200);
      assertThat(application.get()).isEqualTo(200);
      // Keycloak knows by the second what is older than the last one that was used.
      while (Instant.now().getEpochSecond() == issued) {
        LockSupport.parkNanos(10_000_000);
      }
      assertThat(application.get()).isEqualTo(200);
    }

    try (Application next = renewing(way, seed)) {
      assertIsOver(next);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_usedElsewhereToo_asksForAPerson(Way way) throws Exception {
    String seed = byPassword().refreshToken();
    try (Application application = renewing(way, seed, files())) {
      assertThat(application.get()).isEqualTo(200);
      assertThat(refreshed(seed).status()).isEqualTo(400);

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

  @ParameterizedTest
  @EnumSource
  void token_revoked_isRenewedOnceForAllRequests(Way way) throws Exception {
    String block =
        "type = oauth2-client-credentials, scope = [openid], token-url = "
            + quoted(issuer.token())
            + ", client-id = "
            + quoted(Keycloak.SECRET_CLIENT)
            + ", client-secret = "
            + quoted(Keycloak.SECRET);
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      String client = basic(Keycloak.SECRET_CLIENT, Keycloak.SECRET);
      assertThat(
              Asked.by(
                      form(issuer.revocation(), "token", application.token())
                          .header("Authorization", client))
                  .status())
          .isEqualTo(200);

      assertAllServedByOneRenewal(application);
    }
  }

  @ParameterizedTest
  @EnumSource
  void session_ended_isBegunAgainOnceForAllRequests(Way way) throws Exception {
    String block =
        "type = oauth2-password, scope = [openid], client-authentication = none, token-url = "
            + quoted(issuer.token())
            + ", client-id = "
            + Keycloak.PUBLIC_CLIENT
            + ", username = "
            + quoted(Keycloak.USER)
            + ", password = "
            + quoted(Keycloak.PASSWORD);
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      keycloak.endSessions();

      assertAllServedByOneRenewal(application);
    }
  }

  private static void assertAllServedByOneRenewal(Application application) throws Exception {
    assertThat(application.getAtOnce(THREADS)).hasSize(THREADS).containsOnly(200);
    assertThat(application.count(Kind.REFUSED)).isEqualTo(1);
    assertThat(application.count(Kind.RENEWED)).isEqualTo(1);
    assertThat(application.count(Kind.OBTAINED)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void session_endedOfARefreshToken_asksForAPerson(Way way) throws Exception {
    String seed = byPassword().refreshToken();
    try (Application application = renewing(way, seed)) {
      assertThat(application.get()).isEqualTo(200);
      keycloak.endSessions();

      assertIsOver(application);
    }
  }

  /** The server is told first: until the file is too, its tokens serve as long as they live. */
  @ParameterizedTest
  @EnumSource(names = {"JDK", "JETTY"})
  void secret_changedWhileManySend_failsNoRequest(Way way) throws Exception {
    Path secrets = temp.resolve("secrets.conf");
    write(secrets, Keycloak.SECRET);
    String block =
        "type = oauth2-client-credentials, lifetime-at-most = 5 s, token-url = "
            + quoted(issuer.token())
            + ", client-id = "
            + quoted(Keycloak.SECRET_CLIENT);
    String files =
        "secrets { priority = [file], file { permissions = ignore, paths = ["
            + quoted(secrets)
            + "] } }";
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Application application = new Application(way, api.at("/"), block, files);
        Traffic traffic = Traffic.of(THREADS, () -> assertThat(application.get()).isEqualTo(200))) {
      try {
        traffic.passes();
        keycloak.changeSecret(Keycloak.SECRET_CLIENT, "another-secret");
        write(secrets, "another-secret");
        traffic.passesUntil(() -> application.count(Kind.ROTATED) == 1);
        long before = application.count(Kind.RENEWED);
        traffic.passesUntil(() -> application.count(Kind.RENEWED) > before);
      } finally {
        keycloak.changeSecret(Keycloak.SECRET_CLIENT, Keycloak.SECRET);
      }

      assertThat(traffic.failures()).isEmpty();
    }
  }

  private static void write(Path secrets, String secret) throws Exception {
    Path next = secrets.resolveSibling("next");
    Files.writeString(next, "crm.client-secret = " + quoted(secret));
    Files.move(next, secrets, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
