package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.RealServers;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The grants against Keycloak. */
@Tag("server")
class KeycloakGrantsTest {
  private final Keycloak keycloak = RealServers.keycloak();

  @Test
  void clientCredentials_byBasic_givesATokenThatServes() throws Exception {
    try (Countersign countersign =
        Countersign.builder()
            .environment(Map.of())
            .of(
                ConfigFactory.parseString(
                    "countersign { secrets.literals = allow, authenticators.kc { type ="
                        + " oauth2-client-credentials, token-url = \""
                        + keycloak.issuer().token()
                        + "\", client-id = \""
                        + Keycloak.ODD_CLIENT
                        + "\", client-secret = \"\"\""
                        + Keycloak.ODD_SECRET
                        + "\"\"\", scope = [openid], origins = [\""
                        + keycloak.issuer().userinfo().resolve("/")
                        + "\"] } }"))) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("kc"));
      HttpResponse<String> user =
          client.send(
              HttpRequest.newBuilder(keycloak.issuer().userinfo()).build(),
              BodyHandlers.ofString());
      assertThat(user.statusCode()).isEqualTo(200);
    }
  }
}
