package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void token_withoutName_isUsage() {
    assertThat(desk.run("token").exit()).isEqualTo(2);
  }
}
