package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.spi.CallFailure;
import io.countersign.spi.HttpReply;
import io.countersign.testkit.RecordingTransport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryTest {
  private static final String ISSUER = "https://as.example/realms/x";
  private static final String OIDC = ISSUER + "/.well-known/openid-configuration";
  private static final String RFC8414 =
      "https://as.example/.well-known/oauth-authorization-server/realms/x";
  private static final String TOKEN = "{\"access_token\":\"t\",\"expires_in\":36000}";

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private Authenticator authenticator(String issuer) {
    return bench.authenticator(Bench.BLOCK + "token-url = null, issuer = \"" + issuer + "\"");
  }

  private static String metadata(String issuer, String more) {
    return "{\"issuer\":\"" + issuer + "\"" + more + "}";
  }

  private static final String ENDPOINT = ",\"token_endpoint\":\"https://as.example/t?a=b\"";

  private List<String> asked() {
    return bench.endpoint.calls().stream().map(call -> call.method() + " " + call.uri()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "https://as.example, https://as.example/.well-known/openid-configuration,"
        + " https://as.example/.well-known/oauth-authorization-server",
    "https://as.example/, https://as.example/.well-known/openid-configuration,"
        + " https://as.example/.well-known/oauth-authorization-server",
    "https://as.example:8443/realms/x, https://as.example:8443/realms/x/.well-known/openid-configuration,"
        + " https://as.example:8443/.well-known/oauth-authorization-server/realms/x",
    "https://as.example/a%2Fb/, https://as.example/a%2Fb/.well-known/openid-configuration,"
        + " https://as.example/.well-known/oauth-authorization-server/a%2Fb",
  })
  void ask_firstPlaceHasNone_theSecondIsAsked(String issuer, String first, String second)
      throws Exception {
    bench.endpoint.json(404, "").json(200, metadata(issuer, ENDPOINT)).json(200, TOKEN);

    assertThat(Bench.sent(authenticator(issuer))).isEqualTo("Bearer t");
    assertThat(asked())
        .containsExactly("GET " + first, "GET " + second, "POST https://as.example/t?a=b");
  }

  @Test
  void ask_pageInPlaceOfMetadata_theSecondIsAsked() throws Exception {
    bench
        .endpoint
        .then(call ->
            CompletableFuture.completedFuture(
                RecordingTransport.reply(200, "text/html", "<html>welcome</html>")))
        .json(200, metadata(ISSUER, ENDPOINT))
        .json(200, TOKEN);

    assertThat(Bench.sent(authenticator(ISSUER))).isEqualTo("Bearer t");
  }

  @Test
  void ask_metadata_areKeptForADay() throws Exception {
    bench.endpoint.json(200, metadata(ISSUER, ENDPOINT)).json(200, TOKEN).json(200, TOKEN);
    Authenticator authenticator = authenticator(ISSUER);
    Bench.sent(authenticator);
    bench.time.advance(Duration.ofHours(23));
    Bench.sent(authenticator);
    assertThat(asked())
        .containsExactly(
            "GET " + OIDC, "POST https://as.example/t?a=b", "POST https://as.example/t?a=b");

    bench
        .endpoint
        .json(200, metadata(ISSUER, ",\"token_endpoint\":\"https://as.example/moved\""))
        .json(200, TOKEN);
    bench.time.advance(Duration.ofDays(2));
    Bench.sent(authenticator);
    assertThat(asked()).endsWith("GET " + OIDC, "POST https://as.example/moved");
  }

  @Test
  void ask_metadataOfYesterdayAndAnOutage_theyServe() throws Exception {
    bench
        .endpoint
        .json(200, metadata(ISSUER, ENDPOINT))
        .json(200, TOKEN)
        .json(503, "")
        .json(200, TOKEN);
    Authenticator authenticator = authenticator(ISSUER);
    Bench.sent(authenticator);
    bench.time.advance(Duration.ofDays(2));

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(asked()).hasSize(4);
  }

  private AuthException failure() {
    return bench.failure(authenticator(ISSUER));
  }

  @Test
  void ask_neitherPlaceHasAny_namesBoth() {
    bench.endpoint.json(404, "").json(403, "");

    assertThat(failure())
        .hasMessage(
            "row: "
                + OIDC
                + " answered 404, and "
                + RFC8414
                + " answered 403: no metadata; write token-url instead")
        .extracting(AuthException::category)
        .isEqualTo(Category.PROTOCOL);
  }

  @Test
  void ask_anotherIssuer_isRefused() {
    bench.endpoint.json(200, metadata("https://evil.example/\\u202e\\n", ENDPOINT));

    assertThat(failure())
        .hasMessage(
            "row: "
                + OIDC
                + " says its issuer is \"https://evil.example/\"; write exactly that, if it is the"
                + " right one")
        .extracting(AuthException::category)
        .isEqualTo(Category.PROTOCOL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"issuer\":\"https://as.example/realms/x\"}",
        "{\"issuer\":\"https://as.example/realms/x\",\"token_endpoint\":\"/token\"}",
        "{\"issuer\":\"https://as.example/realms/x\",\"token_endpoint\":[\"https://as.example\"]}",
        "{\"issuer\":\"https://as.example/realms/x\",\"token_endpoint\":\"https://a b\"}",
      })
  void ask_noTokenEndpoint_saysSo(String body) {
    bench.endpoint.json(200, body);

    assertThat(failure())
        .hasMessage("row: " + OIDC + " names no token_endpoint; write token-url instead");
  }

  @Test
  void ask_aliasesAndNoCertificate_areNotForIt() throws Exception {
    bench
        .endpoint
        .json(
            200,
            metadata(
                ISSUER,
                ENDPOINT
                    + ",\"mtls_endpoint_aliases\":{\"token_endpoint\":\"https://mtls.example/t\"}"))
        .json(200, TOKEN);

    Bench.sent(authenticator(ISSUER));
    assertThat(asked()).endsWith("POST https://as.example/t?a=b");
  }

  @Test
  void ask_tokenEndpointWithoutTls_isNotCalled() {
    bench.endpoint.json(200, metadata(ISSUER, ",\"token_endpoint\":\"http://as.example/t\""));

    assertThat(failure()).hasMessageContaining("would not be protected");
    assertThat(asked()).hasSize(1);
  }

  @Test
  void ask_outage_passesAndSaysWhen() {
    bench.endpoint.then(call ->
        CompletableFuture.completedFuture(
            new HttpReply(
                503,
                Map.of("Retry-After", List.of("9")),
                RecordingTransport.reply(503, "text/plain", "").body())));

    AuthException failure = failure();

    assertThat(failure).hasMessage("row: " + OIDC + " answered 503; it may pass by itself");
    assertThat(failure.category()).isEqualTo(Category.TRANSIENT);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
    assertThat(asked()).hasSize(1);
  }

  @Test
  void ask_callThatMayHaveArrived_sendsNoRefreshTokenAndLeavesNoDoubt() throws Exception {
    bench
        .endpoint
        .json(200, metadata(ISSUER, ENDPOINT))
        .json(200, "{\"access_token\":\"one\",\"refresh_token\":\"second\",\"expires_in\":60}")
        .fail(new CallFailure("no reply", true))
        .json(200, metadata(ISSUER, ENDPOINT))
        .json(200, "{\"access_token\":\"two\",\"expires_in\":60}");
    String block = Bench.REFRESH + "token-url = null, issuer = \"" + ISSUER + "\"";
    Bench.sent(bench.authenticator(block));
    bench.time.advance(Duration.ofSeconds(61));
    Authenticator restarted = bench.authenticator(block);

    assertThat(bench.failure(restarted))
        .hasMessage("row: its issuer's metadata: no reply")
        .extracting(AuthException::category)
        .isEqualTo(Category.TRANSIENT);
    bench.time.advance(Duration.ofSeconds(2));
    assertThat(Bench.sent(restarted)).isEqualTo("Bearer two");
  }
}
