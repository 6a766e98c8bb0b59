package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static io.countersign.testkit.Asked.basic;
import static io.countersign.testkit.Asked.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Asked;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.adapter.Api;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The grants and client authentications against Keycloak, as an application has them. */
@Tag("server")
@Timeout(180)
class KeycloakGrantsTest {
  private static Issuer issuer;

  @BeforeAll
  static void start() {
    issuer = RealServers.keycloak().issuer();
  }

  /** A client as a block says it, allowed to ask for the user's page. */
  private static String client(String id, String secret) {
    return "scope = [openid], client-id = " + quoted(id) + ", client-secret = " + quoted(secret);
  }

  private static String tokenUrl() {
    return "token-url = " + quoted(issuer.token());
  }

  private static String credentialsOf(String id, String secret) {
    return "type = oauth2-client-credentials\n" + tokenUrl() + "\n" + client(id, secret);
  }

  static Stream<Arguments> blocks() {
    String odd = client(Keycloak.ODD_CLIENT, Keycloak.ODD_SECRET);
    String plain = client(Keycloak.SECRET_CLIENT, Keycloak.SECRET);
    String nobody =
        "scope = [openid], client-authentication = none, client-id = " + Keycloak.PUBLIC_CLIENT;
    String user =
        "username = " + quoted(Keycloak.USER) + ", password = " + quoted(Keycloak.PASSWORD);
    return Stream.of(
            "type = oauth2-client-credentials\n" + odd,
            "type = oauth2-client-credentials, client-authentication = client_secret_post\n" + odd,
            "type = oauth2-client-credentials, client-authentication ="
                + " client_secret_basic_and_post\n"
                + odd,
            "type = oauth2-client-credentials, client-authentication ="
                + " client_secret_basic_legacy\n"
                + plain,
            "type = oauth2, grant = client_credentials\n" + plain,
            "type = oauth2-password\n" + nobody + "\n" + user,
            "type = oauth2-password\n" + plain + "\n" + user,
            "type = oauth2, grant = password, request.parameters { " + user + " }\n" + nobody)
        .flatMap(block -> Stream.of(Way.values()).map(way -> Arguments.of(way, block)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void grant_itsTokenServes(Way way, String block) throws Exception {
    try (Application application =
        new Application(way, issuer.userinfo(), tokenUrl() + "\n" + block)) {
      assertThat(application.get()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void issuer_ofOpenIdConnect_namesTheTokenEndpoint(Way way) throws Exception {
    String block =
        "type = oauth2-client-credentials, issuer = "
            + quoted(issuer.uri())
            + "\n"
            + client(Keycloak.SECRET_CLIENT, Keycloak.SECRET);
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
    }
  }

  /** An issuer with a path that knows OAuth alone: its metadata are where RFC 8414 has them. */
  @ParameterizedTest
  @EnumSource
  void issuer_ofOAuthAlone_namesTheTokenEndpoint(Way way) throws Exception {
    String[] named = new String[1];
    try (Api metadata =
        Api.of(seen ->
            seen.uri().getPath().equals("/.well-known/oauth-authorization-server/tenant")
                ? new Api.Answer(
                    200,
                    Map.of("Content-Type", "application/json"),
                    "{\"issuer\":\"%s\",\"token_endpoint\":\"%s\"}"
                        .formatted(named[0], issuer.token()))
                : Api.Answer.of(404))) {
      named[0] = metadata.at("/tenant").toString();
      String block =
          "type = oauth2-client-credentials, issuer = "
              + quoted(named[0])
              + "\n"
              + client(Keycloak.SECRET_CLIENT, Keycloak.SECRET);
      try (Application application = new Application(way, issuer.userinfo(), block)) {
        assertThat(application.get()).isEqualTo(200);
      }
      assertThat(metadata.seen).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokenRequest_nestedAuthenticator_saysWhoTheClientIs(Way way) throws Exception {
    String block =
        "type = oauth2-client-credentials, scope = [openid], client-authentication = none\n"
            + tokenUrl()
            + ", client-id = "
            + Keycloak.SECRET_CLIENT
            + "\nrequest.authenticator { type = http-basic, username = "
            + quoted(Keycloak.SECRET_CLIENT)
            + ", password = "
            + quoted(Keycloak.SECRET)
            + " }";
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void secret_wrong_isRefusedWithTheServersError(Way way) throws Exception {
    AuthException failure = failure(way, credentialsOf(Keycloak.SECRET_CLIENT, "wrong-secret"));

    assertThat(failure.category()).isEqualTo(Category.REFUSED);
    assertThat(failure)
        .hasMessageStartingWith("crm: " + issuer.token() + " answered 401: unauthorized_client")
        .hasMessageContaining("client-secret")
        .hasMessageNotContaining("wrong-secret");
  }

  @ParameterizedTest
  @EnumSource
  void scope_unknown_isRefusedWithTheServersError(Way way) throws Exception {
    String block =
        credentialsOf(Keycloak.SECRET_CLIENT, Keycloak.SECRET) + "\nscope = [openid, nowhere]";

    AuthException failure = failure(way, block);

    assertThat(failure.category()).isEqualTo(Category.REFUSED);
    assertThat(failure)
        .hasMessageStartingWith("crm: " + issuer.token() + " answered 400: invalid_scope")
        .hasMessageEndingWith("; look at scope");
  }

  @ParameterizedTest
  @EnumSource
  void password_wrong_asksForAPerson(Way way) throws Exception {
    String block =
        "type = oauth2-password, client-authentication = none, username = alice, password ="
            + " wrong-word, client-id = "
            + Keycloak.PUBLIC_CLIENT
            + "\n"
            + tokenUrl();

    AuthException failure = failure(way, block);

    assertThat(failure.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
    assertThat(failure)
        .hasMessageContaining(" answered 400: invalid_grant")
        .hasMessageNotContaining("wrong-word");
  }

  private static AuthException failure(Way way, String block) throws Exception {
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      return catchThrowableOfType(AuthException.class, application::get);
    }
  }

  static Stream<Arguments> revocations() {
    return Stream.of(
            "issuer = " + quoted(issuer.uri()),
            tokenUrl() + ", revocation-url = " + quoted(issuer.revocation()))
        .flatMap(server -> Stream.of(Way.values()).map(way -> Arguments.of(way, server)));
  }

  @ParameterizedTest
  @MethodSource("revocations")
  void close_saidToRevoke_endsTheToken(Way way, String server) throws Exception {
    String block =
        "type = oauth2-client-credentials, revoke-on-close = true\n"
            + server
            + "\n"
            + client(Keycloak.SECRET_CLIENT, Keycloak.SECRET);
    String token;
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      token = application.token();
      assertThat(active(token)).isEqualTo("true");
    }

    assertThat(active(token)).isEqualTo("false");
  }

  private static String active(String token) throws Exception {
    return Asked.by(
            form(issuer.introspection(), "token", token)
                .header("Authorization", basic(Keycloak.SECRET_CLIENT, Keycloak.SECRET)))
        .member("active");
  }
}
