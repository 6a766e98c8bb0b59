package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static io.countersign.testkit.Asked.basic;
import static io.countersign.testkit.Asked.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Asked;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.adapter.Api;
import java.net.http.HttpRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** DPoP-bound tokens of Keycloak, taken by Keycloak and by an API that verifies on its own. */
@Tag("server")
@Timeout(180)
class KeycloakDpopTest {
  private static final int THREADS = 64;

  private static Issuer issuer;

  @BeforeAll
  static void start() {
    issuer = RealServers.keycloak().issuer();
  }

  private static String client(String id) {
    return "scope = [openid], client-id = "
        + quoted(id)
        + ", client-secret = "
        + quoted(Keycloak.SECRET)
        + "\n";
  }

  private static String block(String more) {
    return "type = oauth2-client-credentials\n"
        + client(Keycloak.DPOP_CLIENT)
        + "token-url = "
        + quoted(issuer.token())
        + "\n"
        + more;
  }

  static Stream<Arguments> blocks() throws Exception {
    String user =
        "username = " + quoted(Keycloak.USER) + ", password = " + quoted(Keycloak.PASSWORD) + "\n";
    return Stream.of(
            block("dpop {}"),
            block("dpop.algorithm = PS256"),
            block("dpop.signing-key = " + quoted(TestKeys.pem(TestKeys.ec()))),
            "type = oauth2-client-credentials, dpop {}\n"
                + client(Keycloak.DPOP_CLIENT)
                + "issuer = "
                + quoted(issuer.uri()),
            "type = oauth2-password, dpop {}\n"
                + client(Keycloak.DPOP_CLIENT)
                + user
                + "token-url = "
                + quoted(issuer.token()),
            "type = oauth2, grant = password, dpop {}\n"
                + client(Keycloak.DPOP_CLIENT)
                + "request.parameters { "
                + user
                + " }\ntoken-url = "
                + quoted(issuer.token()))
        .flatMap(block -> Stream.of(Way.values()).map(way -> Arguments.of(way, block)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void token_boundToTheKey_servesWithItsProofAlone(Way way, String block) throws Exception {
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      assertThat(application.get()).isEqualTo(200);

      String stolen = application.token();
      assertThat(
              Asked.by(
                      HttpRequest.newBuilder(issuer.userinfo())
                          .header("Authorization", "Bearer " + stolen))
                  .status())
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource
  void request_toAnApiThatVerifies_passesEachTime(Way way) throws Exception {
    try (ResourceServer server = new ResourceServer(false);
        Application application =
            new Application(way, server.api.at("/v1/orders?expand=lines"), block("dpop {}"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(application.get()).isEqualTo(200);
      }
      assertThat(server.seen()).hasSize(3);
    }
  }

  /** The first is asked for a nonce; from then on each has that of the answer before it. */
  @ParameterizedTest
  @EnumSource
  void request_toAnApiWhoseNoncesAreGoodOnce_passesEachTime(Way way) throws Exception {
    try (ResourceServer server = new ResourceServer(true);
        Application application = new Application(way, server.api.at("/v1"), block("dpop {}"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(application.get()).isEqualTo(200);
      }
      assertThat(server.seen()).hasSize(4);
    }
  }

  /** Whoever finds its nonce used gets one of its own with the refusal. */
  @ParameterizedTest
  @EnumSource
  void requests_manyAtOnceWithNoncesThatAreGoodOnce_allPass(Way way) throws Exception {
    try (ResourceServer server = new ResourceServer(true);
        Application application = new Application(way, server.api.at("/v1"), block("dpop {}"))) {
      assertThat(application.getAtOnce(THREADS)).containsOnly(200);
      assertThat(server.seen()).hasSizeLessThanOrEqualTo(2 * THREADS);
      assertThat(application.count(Kind.OBTAINED)).isEqualTo(1);
      assertThat(application.count(Kind.RENEWED)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refreshToken_withTheKeyOfItsToken_isRenewed(Way way) throws Exception {
    ECKey key = TestKeys.ec();
    String proof =
        new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
            .createDPoPJWT("POST", issuer.token())
            .serialize();
    String seed =
        Asked.by(
                form(
                        issuer.token(),
                        "grant_type",
                        "password",
                        "scope",
                        "openid",
                        "username",
                        Keycloak.USER,
                        "password",
                        Keycloak.PASSWORD)
                    .header("Authorization", basic(Keycloak.DPOP_CLIENT, Keycloak.SECRET))
                    .header("DPoP", proof))
            .refreshToken();
    String block =
        block("type = oauth2-refresh-token, lifetime-at-most = 0 s, refresh-token = ")
            + quoted(seed)
            + "\ndpop.signing-key = "
            + quoted(TestKeys.pem(key));
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      for (int i = 0; i < 3; i++) {
        assertThat(application.get()).isEqualTo(200);
      }
      assertThat(application.count(Kind.ROTATED)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void block_withoutDpop_isRefusedAsTheServerSays(Way way) throws Exception {
    try (Application application = new Application(way, issuer.userinfo(), block(""))) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.REFUSED);
      assertThat(failure).hasMessageContaining("invalid_request (DPoP proof is missing)");
    }
  }

  /** It knows nothing of DPoP, and answers as if nobody had asked for it. */
  @Test
  void reply_ofAServerWithoutDpop_isNotUsed() throws Exception {
    try (Api endpoint =
            Api.of(seen ->
                new Api.Answer(
                    200,
                    java.util.Map.of("Content-Type", "application/json"),
                    "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"expires_in\":60}"));
        Application application =
            new Application(
                Way.JDK,
                issuer.userinfo(),
                block("dpop {}, token-url = ") + quoted(endpoint.at("/token")))) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.PROTOCOL);
      assertThat(failure)
          .hasMessageEndingWith(
              "turn DPoP on for this client at the server, or take dpop out of the block");
    }
  }
}
