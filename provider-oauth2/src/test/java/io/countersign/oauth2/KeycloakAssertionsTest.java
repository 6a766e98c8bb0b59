package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.Keys;
import io.countersign.testkit.RealServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keycloak takes each assertion once, looks at its audience, and knows two keys of the client. */
@Tag("server")
@Timeout(180)
class KeycloakAssertionsTest {
  private static Keycloak keycloak;
  private static Issuer issuer;

  @BeforeAll
  static void start() {
    keycloak = RealServers.keycloak();
    issuer = keycloak.issuer();
  }

  private static String byKey(String algorithm, String keyId, String key) {
    return "type = oauth2-client-credentials, scope = [openid], client-id = "
        + Keycloak.KEY_CLIENT
        + ", client-authentication = private_key_jwt\nclient-assertion { algorithm = "
        + algorithm
        + ", kid = "
        + keyId
        + ", signing-key = "
        + key
        + " }\n";
  }

  private static String rsa(String algorithm) {
    return byKey(algorithm, Keycloak.RSA_KEY_ID, quoted(Keys.pem(keycloak.rsaKey())));
  }

  private static String bySecret(String more) {
    return "type = oauth2-client-credentials, scope = [openid], client-id = "
        + Keycloak.SECRET_JWT_CLIENT
        + ", client-authentication = client_secret_jwt, client-secret = "
        + quoted(Keycloak.LONG_SECRET)
        + "\n"
        + more;
  }

  /** A token of the partner about the user, taken for one of the realm. */
  private static String granted() {
    return "type = oauth2-jwt-bearer, scope = [openid], client-authentication = client_secret_basic,"
        + " client-id = "
        + Keycloak.ASSERTION_CLIENT
        + ", client-secret = "
        + Keycloak.SECRET
        + "\nassertion { algorithm = RS256, kid = "
        + Keycloak.RSA_KEY_ID
        + ", lifetime = 1 min, signing-key = "
        + quoted(Keys.pem(keycloak.rsaKey()))
        + "\nclaims { iss = "
        + quoted(Keycloak.PARTNER)
        + ", sub = "
        + Keycloak.PARTNER_SUBJECT
        + ", aud = "
        + quoted(issuer.uri())
        + " } }\n";
  }

  private static String tokenUrl() {
    return "token-url = " + quoted(issuer.token()) + "\n";
  }

  private static String issuerUrl() {
    return "issuer = " + quoted(issuer.uri()) + "\n";
  }

  static Stream<Arguments> blocks() {
    start();
    return Stream.of(
            tokenUrl() + rsa("RS256"),
            tokenUrl() + rsa("RS512"),
            tokenUrl() + rsa("PS256"),
            tokenUrl() + byKey("ES256", Keycloak.EC_KEY_ID, quoted(Keys.pem(keycloak.ecKey()))),
            issuerUrl() + rsa("RS256"),
            tokenUrl() + rsa("RS256") + "client-assertion-audience = " + quoted(issuer.uri()),
            tokenUrl() + bySecret(""),
            issuerUrl() + bySecret("client-assertion-algorithm = HS512"),
            tokenUrl() + granted())
        .flatMap(block -> Stream.of(Way.values()).map(way -> Arguments.of(way, block)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void assertion_itsTokenServes(Way way, String block) throws Exception {
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void assertion_forSomebodyElse_isRefusedWithTheServersError(Way way) throws Exception {
    String block =
        tokenUrl() + rsa("RS256") + "client-assertion-audience = \"https://elsewhere.example\"";
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.REFUSED);
      assertThat(failure).hasMessageStartingWith("crm: " + issuer.token() + " answered 40");
    }
  }

  @ParameterizedTest
  @EnumSource
  void key_rotatedInItsFile_isPickedUpWithoutARestart(Way way, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("client-key");
    Files.writeString(file, Keys.pem(Keys.rsa()));
    assertThat(file.toFile().setReadable(false, false) && file.toFile().setReadable(true, true))
        .isTrue();
    String block =
        tokenUrl() + byKey("RS256", Keycloak.RSA_KEY_ID, quoted("{{file:" + file + "}}"));
    try (Application application =
        new Application(way, issuer.userinfo(), block, "secrets.priority = [file]")) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);
      assertThat(failure.category()).isEqualTo(Category.REFUSED);

      Files.writeString(file, Keys.pem(keycloak.rsaKey()));
      assertThat(afterThePause(application)).isEqualTo(200);
    }
  }

  /** Between two tries of what was refused there is a pause, of a second at first. */
  private static int afterThePause(Application application) throws Exception {
    for (int tries = 0; ; tries++) {
      try {
        return application.get();
      } catch (AuthException pausing) {
        if (tries == 50) {
          throw pausing;
        }
        Thread.sleep(pausing.retryAfter().orElse(Duration.ZERO).toMillis() + 10);
      }
    }
  }
}
