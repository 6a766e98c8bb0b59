package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code token}: what was obtained, alone. */
class TokenTest {
  @TempDir private Path folder;
  private LoopbackApi api;
  private Desk desk;

  @BeforeEach
  void sitDown() throws IOException {
    api = new LoopbackApi();
    desk =
        new Desk(folder)
            .variable("CRM_CLIENT_SECRET", "canary-secret1")
            .variable("SHOP_TOKEN", "canary-token1")
            .configuration(
                """
                authenticators {
                  crm {
                    type = oauth2-client-credentials
                    token-url = "@/token"
                    client-id = billing
                    origins = ["@"]
                  }
                  shop { type = bearer, origins = ["@"] }
                }
                """
                    .replace("@", api.uri()));
  }

  @AfterEach
  void standUp() {
    api.close();
  }

  private static LoopbackApi.Answer json(int status, String text) {
    return LoopbackApi.bytes(status, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void token_isPrintedAlone_itsEndOnStandardError() {
    api.on("/token", json(200, "{\"access_token\": \"t0ken\", \"expires_in\": 3600}"));
    Run run = desk.run("token", "crm");

    assertThat(run.out()).isEqualTo("t0ken\n");
    assertThat(run.err()).matches("good for 3\\d{3} s\n");
    assertThat(run.exit()).isZero();
  }

  @Test
  void token_ofNoEnd_saysSo() {
    api.on("/token", json(200, "{\"access_token\": \"t0ken\"}"));

    assertThat(desk.run("token", "crm").err()).isEqualTo("good until it is refused\n");
  }

  @Test
  void token_refused_isALoginFailure() {
    api.on("/token", json(401, "{\"error\": \"invalid_client\"}"));
    Run run = desk.run("token", "crm");

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("crm: ", "401", "invalid_client", "client-secret");
  }

  @Test
  void token_ofATypeThatObtainsNothing_isUsage() {
    Run run = desk.run("token", "shop");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("shop", "bearer");
  }

  /** The token of RFC 7515 A.1, whose header and claims hold line ends. */
  private static final String JWT =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
          + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
          + "Ijp0cnVlfQ"
          + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  @Test
  void decode_jwt_printsHeaderAndClaimsAndNoSignature() {
    api.on("/token", json(200, "{\"access_token\": \"" + JWT + "\"}"));
    Run run = desk.run("token", "crm", "--decode");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            {
                "claims" : {
                    "exp" : 1300819380,
                    "http://example.com/is_root" : true,
                    "iss" : "joe"
                },
                "header" : {
                    "alg" : "HS256",
                    "typ" : "JWT"
                }
            }
            """);
    assertThat(run.err()).isEqualTo("good until it is refused\n");
  }

  @Test
  void decode_ourOwnJwt_isDecodedToo() {
    Run run =
        desk.variable("LEDGER_SIGNING_KEY", "canary-signing-key-of-32-bytes-or-more")
            .configuration(
                """
                authenticators {
                  ledger {
                    type = jwt, algorithm = HS256, claims { iss = billing }, kid = k-1
                    lifetime = 1 min, origins = ["https://ledger.example"]
                  }
                }
                """)
            .run("token", "--decode", "ledger");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"iss\" : \"billing\"", "\"kid\" : \"k-1\"", "\"exp\" : ");
    assertThat(run.err()).matches("good for (60|5\\d) s\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"opaque", "a.b", "a.b.c", "e30.e30", "e30.W10.x", "e30..x", "e30.gICA.x", "....."})
  void decode_whatIsNoJwt_saysSoAndShowsNothing(String token) {
    api.on("/token", json(200, "{\"access_token\": \"" + token + "\"}"));
    Run run = desk.run("token", "crm", "--decode");

    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("what was obtained for crm is no JWT; without --decode");
  }

  @Test
  void decode_deep_saysThatItIsNone() {
    String deep =
        Base64.getUrlEncoder()
            .encodeToString(("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    api.on("/token", json(200, "{\"access_token\": \"e30." + deep + ".x\"}"));
    assertThat(desk.run("token", "crm", "--decode").err()).contains("is no JWT");
  }

  @Test
  void decode_encrypted_saysSo() {
    api.on("/token", json(200, "{\"access_token\": \"a.b.c.d.e\"}"));
    assertThat(desk.run("token", "crm", "--decode").err()).contains("is an encrypted JWT");
  }

  @Test
  void token_withoutName_isUsage() {
    assertThat(desk.run("token").exit()).isEqualTo(2);
  }
}
