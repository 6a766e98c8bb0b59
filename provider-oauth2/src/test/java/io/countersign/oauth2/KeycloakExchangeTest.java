package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.RealServers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exchanges of tokens at Keycloak: it knows subjects, and passes over who acts for them. */
@Tag("server")
@Timeout(180)
class KeycloakExchangeTest {
  private static Keycloak keycloak;
  private static Issuer issuer;

  @BeforeAll
  static void start() {
    keycloak = RealServers.keycloak();
    issuer = keycloak.issuer();
  }

  private static String client(String id) {
    return "token-url = "
        + quoted(issuer.token())
        + ", client-id = "
        + id
        + ", client-secret = "
        + quoted(Keycloak.SECRET)
        + ", scope = [openid]";
  }

  private static String user(String password) {
    return "type = oauth2-password, username = "
        + Keycloak.USER
        + ", password = "
        + quoted(password)
        + ", "
        + client(Keycloak.EXCHANGE_CLIENT);
  }

  private static String exchanging(String subject, String more) {
    return "type = oauth2-token-exchange, "
        + client(Keycloak.EXCHANGE_CLIENT)
        + ", subject { "
        + subject
        + " }\n"
        + more;
  }

  private static String claims(String token) {
    return new String(
        Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void exchange_ofAUsersToken_servesForTheUser(Way way) throws Exception {
    String block =
        exchanging(
            user(Keycloak.PASSWORD),
            "audience = " + Keycloak.EXCHANGE_TARGET + ", requested-token-type = access_token");
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      assertThat(claims(application.token()))
          .contains(Keycloak.EXCHANGE_TARGET, Keycloak.USER)
          .doesNotContain("\"" + Keycloak.EXCHANGE_CLIENT + "\",\"" + Keycloak.EXCHANGE_TARGET);
    }
  }

  /** Both the token at hand and the one that it was made of are refused from then on. */
  @ParameterizedTest
  @EnumSource
  void exchange_sessionHasEnded_subjectIsRenewedAndExchanged(Way way) throws Exception {
    String block = exchanging(user(Keycloak.PASSWORD), "");
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      String before = application.token();
      keycloak.endSessions();

      assertThat(application.get()).isEqualTo(200);
      assertThat(application.token()).isNotEqualTo(before);
      assertThat(application.count(Kind.REFUSED)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchange_subjectRefused_isNamed(Way way) throws Exception {
    String block = exchanging(user("wrong-word"), "");
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
      assertThat(failure)
          .hasMessageStartingWith(
              "crm: its subject: " + issuer.token() + " answered 400: invalid_grant")
          .hasMessageNotContaining("wrong-word");
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchange_tokenThatIsNone_isRefused(Way way) throws Exception {
    String block = exchanging("type = bearer, token = no-token-of-theirs", "");
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.REFUSED);
      assertThat(failure)
          .hasMessageStartingWith("crm: " + issuer.token() + " answered 400: invalid_request")
          .hasMessageContaining("no token that it takes")
          .hasMessageNotContaining("no-token-of-theirs");
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchange_audienceThatTheSubjectHasNot_isRefused(Way way) throws Exception {
    String block = exchanging(user(Keycloak.PASSWORD), "audience = " + Keycloak.ODD_CLIENT);
    try (Application application =
        new Application(way, issuer.userinfo(), block.replace("odd:id/e", "\"odd:id/e\""))) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.REFUSED);
      assertThat(failure).hasMessageContaining(" answered 400: invalid_request");
    }
  }

  /** Its standard exchange has no delegation: who acts is passed over, and is not in the token. */
  @ParameterizedTest
  @EnumSource
  void exchange_withAnActor_isPassedOver(Way way) throws Exception {
    String actor =
        "actor { type = oauth2-client-credentials, " + client(Keycloak.SECRET_CLIENT) + " }";
    try (Application application =
        new Application(way, issuer.userinfo(), exchanging(user(Keycloak.PASSWORD), actor))) {
      assertThat(application.get()).isEqualTo(200);
      assertThat(claims(application.token())).doesNotContain("\"act\"", Keycloak.SECRET_CLIENT);
    }
  }
}
