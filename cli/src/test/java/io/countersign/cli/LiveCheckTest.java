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

/** {@code check --live}: what obtains something is tried, and nothing else is. */
class LiveCheckTest {
  @TempDir private Path folder;
  private LoopbackApi api;
  private Desk desk;

  @BeforeEach
  void sitDown() throws IOException {
    api = new LoopbackApi();
    desk =
        new Desk(folder)
            .variable("CRM_TOKEN", "canary-token1")
            .variable("SHOP_PASSWORD", "canary-password1");
  }

  @AfterEach
  void standUp() {
    api.close();
  }

  private Run check(String more, String... arguments) {
    return desk.configuration(
            """
            http.transport = jdk
            authenticators {
              crm { type = bearer, origins = ["https://crm.example"] }
              shop {
                type = session
                in = "header X-Session"
                origins = ["@"]
                login {
                  url = "@/login"
                  token = "json /id"
                  form { user = "u", password = "{{shop.password}}" }
                }
            """
                .replace("@", api.uri()),
            more.replace("@", api.uri()),
            "} }")
        .run(arguments);
  }

  private static LoopbackApi.Answer session() {
    return LoopbackApi.bytes(201, "{\"id\": \"canary-session1\"}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void check_withoutLive_sendsNothing() {
    Run run = check("", "check");

    assertThat(run.out()).isEqualTo("crm   ok  (bearer)\nshop  ok  (session)\n");
    assertThat(api.got()).isEmpty();
  }

  @Test
  void live_login_saysWhatWasDone() {
    api.on("/login", session());
    Run run = check("", "check", "--live");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("crm   ok  (bearer, nothing to try)\nshop  ok  (logged in)\n");
    assertThat(api.got()).hasSize(1);
  }

  @Test
  void live_validateUrlAndLogout_areCalled() {
    api.on("/login", session())
        .on("/me", LoopbackApi.status(200))
        .on("/out", LoopbackApi.status(204));
    Run run =
        check(
            "validate-url = \"@/me\", logout { url = \"@/out\", form { s = \"{{self}}\" } }",
            "check",
            "--live",
            "shop");

    assertThat(run.out()).isEqualTo("shop  ok  (logged in, validate-url answered 200)\n");
    assertThat(api.got())
        .extracting(LoopbackApi.Got::target)
        .containsExactly("/login", "/me", "/out");
  }

  @Test
  void live_loginRefused_saysWhyAndGoesOn() {
    api.on("/login", LoopbackApi.status(401));
    Run run = check("", "check", "--live", "shop", "crm");

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.out()).isEqualTo("shop  failed\ncrm   ok  (bearer, nothing to try)\n");
    assertThat(run.err())
        .isEqualTo(
            "countersign: shop: the login, POST "
                + api.uri()
                + "/login, was answered 401: it refuses what it was sent, and the secrets of login,"
                + " read again, are the same; correct them, or the call, since the same is not sent"
                + " again\n");
  }

  @Test
  void live_serverNotThere_saysSo() {
    String gone = api.uri();
    api.close();
    Run run = check("", "check", "--live", "shop");

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("countersign: shop: ", gone + "/login", "not reached");
  }
}
