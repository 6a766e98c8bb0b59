package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
  @TempDir private Path folder;
  private Desk desk;
  private LoopbackApi api;

  @BeforeEach
  void open() throws IOException {
    api = new LoopbackApi();
    desk =
        new Desk(folder)
            .variable("CRM_TOKEN", "canary-token1")
            .variable("CRM_KEY", "canary-key1")
            .variable("CRM_PASSWORD", "canary-password1");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Desk crm(String settings) {
    return desk.configuration(
        "authenticators { crm { origins = [\"" + api.uri() + "\"]", settings, "} }");
  }

  @Test
  void path_isResolvedAgainstTheOneOrigin() {
    api.on("/orders", LoopbackApi.bytes(200, "[]".getBytes(StandardCharsets.UTF_8)));

    Run run = crm("type = bearer").run("request", "crm", "get", "/orders?page=2");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEqualTo("[]");
    assertThat(run.err()).isEmpty();
    assertThat(api.last().target()).isEqualTo("/orders?page=2");
    assertThat(api.last().header("Authorization")).isEqualTo("Bearer canary-token1");
  }

  @Test
  void path_withTwoOrigins_isUsage() {
    Run run =
        desk.configuration(
                "authenticators { crm { type = bearer",
                "origins = [\"https://a.example\", \"https://b.example\"] } }")
            .run("request", "crm", "GET", "/orders");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("https://a.example, https://b.example", "whole URL");
  }

  @Test
  void body_ofTheResponse_isWrittenByteByByte() {
    byte[] body = new byte[70_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    api.on("/blob", LoopbackApi.bytes(200, body));
    crm("type = bearer");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    int exit =
        Main.run(
            new Surroundings(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                Map.of("CRM_TOKEN", "canary-token1"),
                folder),
            "request",
            "crm",
            "GET",
            api.uri() + "/blob");

    assertThat(exit).isZero();
    assertThat(out.toByteArray()).isEqualTo(body);
  }

  @Test
  void status400AndAbove_isRefusedAndKeepsTheBody() {
    api.on("/gone", LoopbackApi.bytes(410, "gone".getBytes(StandardCharsets.UTF_8)));

    Run run = crm("type = bearer").run("request", "crm", "GET", "/gone");

    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.out()).isEqualTo("gone");
    assertThat(run.err()).contains("410");
  }

  @Test
  void nobodyListens_isUnreachable() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Run run =
        desk.configuration(
                "authenticators { crm { type = bearer, origins = [\"http://127.0.0.1:"
                    + port
                    + "\"] } }")
            .run("request", "crm", "GET", "/");

    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.err()).startsWith("countersign: ").hasLineCount(1);
  }

  @Test
  void noAnswerInTime_isUnreachable() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run =
          desk.configuration(
                  "authenticators { crm { type = bearer, origins = [\"http://127.0.0.1:"
                      + silent.getLocalPort()
                      + "\"] } }")
              .run("request", "crm", "GET", "/", "--timeout", "1");

      assertThat(run.exit()).isEqualTo(6);
      assertThat(run.err()).contains("did not answer in time");
    }
  }

  @Test
  void otherOrigin_isConfigurationAndNothingIsSent() throws IOException {
    api.on("/", LoopbackApi.status(200));
    try (LoopbackApi other = new LoopbackApi()) {
      other.on("/", LoopbackApi.status(200));
      Run run = crm("type = bearer").run("request", "crm", "GET", other.uri() + "/orders");

      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("crm", other.uri(), api.uri());
      assertThat(other.got()).isEmpty();
      assertThat(api.got()).isEmpty();
    }
  }

  @Test
  void plainHttpBeyondThisMachine_isConfiguration() {
    Run run =
        desk.configuration("authenticators { crm { type = bearer, origins = any } }")
            .run("request", "crm", "GET", "http://crm.example/orders");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("https");
  }

  @Test
  void lineEndInASecret_isConfigurationAndNothingIsSent() {
    api.on("/", LoopbackApi.status(200));
    desk.variable("CRM_TOKEN", "canary-token1\r\nX-Evil: canary-evil");

    Run run = crm("type = bearer").run("request", "crm", "GET", "/orders");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("crm", "Authorization");
    assertThat(api.got()).isEmpty();
  }

  @Test
  void headerAlreadyThere_isConfigurationAndNothingIsSent() {
    api.on("/", LoopbackApi.status(200));

    Run run =
        crm("type = bearer").run("request", "crm", "GET", "/", "-H", "authorization: Basic eDp5");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(api.got()).isEmpty();
  }

  @Test
  void variableThatLooksLikeATemplate_isData() {
    api.on("/", LoopbackApi.status(200));
    desk.variable("CRM_TOKEN", "{{env:HOME}}");

    Run run = crm("type = bearer").run("request", "crm", "GET", "/");

    assertThat(run.exit()).isZero();
    assertThat(api.last().header("Authorization")).isEqualTo("Bearer {{env:HOME}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1}         | application/json",
        "  [1]              | application/json",
        "a=1                | application/x-www-form-urlencoded",
      })
  void data_withoutContentType_getsTheOneThatItLooksLike(String body, String type) {
    api.on("/", LoopbackApi.status(200));

    Run run = crm("type = bearer").run("request", "crm", "POST", "/", "-d", body);

    assertThat(run.exit()).isZero();
    assertThat(api.last().body()).isEqualTo(body);
    assertThat(api.last().header("Content-type")).isEqualTo(type);
  }

  @Test
  void data_ofAFile_isSentUnchanged() {
    api.on("/", LoopbackApi.status(200));
    desk.file("body.txt", "line\r\nline\n");

    Run run =
        crm("type = bearer")
            .run("request", "crm", "PUT", "/", "-d", "@body.txt", "-H", "Content-Type: text/plain");

    assertThat(run.exit()).isZero();
    assertThat(api.last().body()).isEqualTo("line\r\nline\n");
    assertThat(api.last().header("Content-type")).isEqualTo("text/plain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET   | ftp://crm.example/  | http or https",
        "GET   | orders              | http or https",
        "GET   | /a b                | malformed",
        "G T   | /orders             | no request",
      })
  void request_malformed_isUsage(String method, String target, String message) {
    Run run = crm("type = bearer").run("request", "crm", method, target);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @ParameterizedTest
  @CsvSource({"no colon", "'Host: other'", "'X-A: a\tb\u0000'"})
  void header_malformed_isUsageAndShowsNoValue(String header) {
    Run run = crm("type = bearer").run("request", "crm", "GET", "/", "-H", header);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("-H").doesNotContain("other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type = bearer                            | > Authorization: Bearer REDACTED",
        "type = http-basic, username = ada        | > Authorization: Basic REDACTED",
        "type = api-key, in = \"header X-Key\"    | > X-Key: REDACTED",
        "type = api-key, in = \"query k\"         | /orders?k=REDACTED",
        "type = api-key, in = \"cookie sid\"      | > Cookie: sid=REDACTED",
        "type = api-key, in = \"form apiKey\"     | > a=1&apiKey=REDACTED",
      })
  void verbose_showsWhatIsSentWithoutTheCredential(String settings, String expected) {
    api.on("/orders", LoopbackApi.status(200, "Set-Cookie", "sid=canary-new", "X-Id", "7"));

    Run run = crm(settings).run("request", "crm", "POST", "/orders", "-v", "-d", "a=1");

    assertThat(run.exit()).isZero();
    assertThat(run.err())
        .contains("> POST " + api.uri() + "/orders", expected, "< 200")
        .containsIgnoringCase("< x-id: 7")
        .containsIgnoringCase("< set-cookie: REDACTED");
  }

  @Test
  void verbose_jsonPlacement_showsTheBodyWithoutTheCredential() {
    api.on("/", LoopbackApi.status(200));

    Run run =
        crm("type = api-key, in = \"json /auth/key\"")
            .run("request", "crm", "POST", "/", "-v", "-d", "{\"auth\": {}}");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("\"REDACTED\"");
    assertThat(api.last().body()).contains("canary-key1");
  }

  @Test
  void verbose_listInTheBody_showsNothingOfItAlsoWhereItIsEchoed() {
    api.on("/", LoopbackApi.status(200, "X-Seen", "canary-key1"));

    Run run =
        crm("type = api-key, in = \"header X\", json { keys = [a, { k = \"{{crm.key}}\" }] }")
            .run("request", "crm", "POST", "/", "-v", "-d", "{}");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("\"keys\":\"REDACTED\"");
    assertThat(api.last().body()).isEqualTo("{\"keys\":[\"a\",{\"k\":\"canary-key1\"}]}");
  }

  @Test
  void verbose_serverEchoesTheCredential_isRedactedInTheHeaders() {
    api.on(
        "/",
        LoopbackApi.status(200, "X-Seen", "Bearer canary-token1", "Link", "</?t=canary-token1>"));

    Run run = crm("type = bearer").run("request", "crm", "GET", "/", "-v");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).containsIgnoringCase("< x-seen: Bearer REDACTED");
  }

  @Test
  void verbose_onConflictReplace_showsTheNewOneRedacted() {
    api.on("/", LoopbackApi.status(200));

    Run run =
        crm("type = bearer, on-conflict = replace")
            .run("request", "crm", "GET", "/", "-v", "-H", "Authorization: Bearer canary-old");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("(header Authorization: REDACTED)");
    assertThat(api.last().header("Authorization")).isEqualTo("Bearer canary-token1");
  }

  @Test
  void redirect_sameOrigin_isFollowedWithCredentials() {
    api.on("/old", LoopbackApi.status(302, "Location", "/new"));
    api.on("/new", LoopbackApi.bytes(200, "here".getBytes(StandardCharsets.UTF_8)));

    Run run = crm("type = bearer").run("request", "crm", "GET", "/old", "-v");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEqualTo("here");
    assertThat(api.last().header("Authorization")).isEqualTo("Bearer canary-token1");
    assertThat(run.err())
        .containsSubsequence(
            "> GET " + api.uri() + "/old",
            "< 302",
            "> GET " + api.uri() + "/new",
            "> Authorization: Bearer REDACTED",
            "< 200")
        .doesNotContain("without credentials");
  }

  @Test
  void verbose_redirectElsewhere_showsThatItIsBare() throws IOException {
    try (LoopbackApi other = new LoopbackApi()) {
      other.on("/new", LoopbackApi.status(404));
      api.on("/old", LoopbackApi.status(302, "Location", other.uri() + "/new"));

      Run run = crm("type = bearer").run("request", "crm", "GET", "/old", "-v");

      assertThat(run.err())
          .containsSubsequence(
              "> GET " + api.uri() + "/old",
              "> Authorization: Bearer REDACTED",
              "< 302",
              "> GET " + other.uri() + "/new (without credentials)",
              "< 404");
    }
  }

  @Test
  void verbose_requestThatCannotCarryIt_isNotShownAsSent() {
    Run run =
        crm("type = bearer")
            .run("request", "crm", "GET", "/", "-v", "-H", "Authorization: Bearer canary-old");

    assertThat(run.exit()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.err()).doesNotContain("> GET").contains("nothing was sent");
  }

  @Test
  void verbose_valueWithBlanksIsEchoed_isRedactedAsAWhole() {
    desk.variable("CRM_KEY", "canary-one a b canary-two");
    api.on("/", LoopbackApi.status(200, "X-Seen", "(canary-one a b canary-two)"));

    Run run = crm("type = api-key, in = \"header X-Key\"").run("request", "crm", "GET", "/", "-v");

    assertThat(run.err()).containsIgnoringCase("< x-seen: (REDACTED)");
  }

  @Test
  void redirect_otherOrigin_isFollowedBare() throws IOException {
    try (LoopbackApi other = new LoopbackApi()) {
      other.on("/new", LoopbackApi.status(200));
      api.on("/old", LoopbackApi.status(302, "Location", other.uri() + "/new"));

      Run run = crm("type = bearer").run("request", "crm", "GET", "/old");

      assertThat(run.exit()).isZero();
      assertThat(other.last().header("Authorization")).isEmpty();
    }
  }
}
