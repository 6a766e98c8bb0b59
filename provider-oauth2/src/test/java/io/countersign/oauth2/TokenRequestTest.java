package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.HttpCall;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.Rows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenRequestTest {
  private final Bench bench = new Bench();

  @RegisterExtension final LogWatch logs = new LogWatch(bench.canary);

  @AfterEach
  void close() {
    bench.close();
  }

  private TokenRequestTest gives(String token) {
    bench.endpoint.json(200, "{\"access_token\":\"" + token + "\",\"expires_in\":60}");
    return this;
  }

  private TokenRequestTest refuses(String error) {
    bench.endpoint.json(401, "{\"error\":\"" + error + "\"}");
    return this;
  }

  private String body(int call) {
    return Rows.text(bench.endpoint.calls().get(call));
  }

  @Test
  void ask_secretChangedInItsSource_isReadAgainOnceAndTriedOnce() throws Exception {
    Authenticator authenticator =
        bench.authenticator(Bench.BLOCK + "client-authentication = client_secret_post");
    bench.secrets.put("k.secret", bench.canary.watch("rotated", "rotated-secret"));
    int lookUps = bench.secrets.batches().size();
    refuses("invalid_client").gives("t");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(bench.endpoint.calls()).hasSize(2);
    assertThat(body(1)).endsWith("&client_secret=rotated-secret");
    assertThat(bench.secrets.batches()).hasSize(lookUps + 1);
    assertThat(bench.kinds()).containsExactly(Kind.ROTATED, Kind.OBTAINED);
  }

  @Test
  void ask_secretThatDidNotChange_isNotTriedAgain() {
    Authenticator authenticator = bench.authenticator(Bench.BLOCK);
    refuses("invalid_client");

    assertThat(bench.failure(authenticator).category()).isEqualTo(Category.REFUSED);
    assertThat(bench.endpoint.calls()).hasSize(1);
  }

  @Test
  void ask_secretChangedAndRefusedToo_isTheFailure() {
    Authenticator authenticator = bench.authenticator(Bench.BLOCK);
    bench.secrets.put("k.secret", bench.canary.watch("rotated", "rotated-secret"));
    refuses("invalid_client").refuses("invalid_client");

    assertThat(bench.failure(authenticator)).hasMessageContaining("answered 401: invalid_client");
    assertThat(bench.endpoint.calls()).hasSize(2);
  }

  @Test
  void ask_passwordChangedAfterItWasRefused_isUsedWithoutARestart() throws Exception {
    Authenticator authenticator =
        bench.authenticator(
            Bench.BLOCK + "type = oauth2-password, username = joe, password = \"{{k.access}}\"");
    bench.endpoint.json(400, "{\"error\":\"invalid_grant\"}");
    assertThat(bench.failure(authenticator).category())
        .isEqualTo(Category.REAUTHORIZATION_REQUIRED);
    bench.secrets.put("k.access", bench.canary.watch("changed", "changed+password"));
    gives("t");

    bench.time.advance(Duration.ofHours(2));
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(body(1)).endsWith("&password=changed%2Bpassword");
  }

  @Test
  void ask_nestedAuthenticator_authenticatesTheTokenRequest() throws Exception {
    gives("t").gives("u");
    Bench.sent(
        bench.authenticator(
            Bench.BLOCK
                + "client-authentication = client_secret_post, request.authenticator { type ="
                + " oauth2, grant = outer, token-url = \"https://gate.example/token\", client-id = g,"
                + " client-secret = \"{{k.access}}\" }"));

    List<HttpCall> calls = bench.endpoint.calls();
    assertThat(calls).hasSize(2);
    assertThat(calls.get(0).uri()).hasToString("https://gate.example/token");
    assertThat(calls.get(1).uri()).hasToString("https://as.example/token");
    assertThat(calls.get(1).headers()).containsEntry("Authorization", List.of("Bearer t"));
    assertThat(body(1)).contains("client_id=some_client_id&client_secret=");
  }

  @Test
  void ask_nestedAuthenticatorAndBasic_saysWhatIsTwice() {
    gives("t");
    Authenticator authenticator =
        bench.authenticator(
            Bench.BLOCK
                + "request.authenticator { type = oauth2, grant = outer, token-url ="
                + " \"https://gate.example/token\", client-id = g, client-secret ="
                + " \"{{k.access}}\" }");

    assertThat(bench.failure(authenticator))
        .hasMessageContaining("already has header Authorization");
  }

  @Test
  void attributes_ofTheReply_areGivenUnderTheNamesOfTheBlock() {
    bench.endpoint.json(
        200,
        "{\"access_token\":\"t\",\"instance_url\":\"https://eu.example\",\"a\":{\"n\":1.50},"
            + "\"list\":[1]}");
    Authenticator authenticator =
        bench.authenticator(
            Bench.BLOCK
                + "response.attributes { instance = /instance_url, number = /a/n, none = /none,"
                + " list = /list }");

    assertThat(authenticator.attributes().toCompletableFuture().join())
        .isEqualTo(Map.of("instance", "https://eu.example", "number", "1.50"));
    assertThat(bench.endpoint.calls()).hasSize(1);
  }

  @Test
  void attributes_unobtainable_failAsARequestDoes() {
    refuses("invalid_client");

    assertThat(bench.authenticator(Bench.BLOCK).attributes()).isCompletedExceptionally();
  }

  @Test
  void authenticate_whileTheEndpointIsDown_nobodyWithATokenNotices() throws Exception {
    gives("t");
    Authenticator authenticator = bench.authenticator(Bench.BLOCK);
    Bench.sent(authenticator);
    bench.time.advance(Duration.ofSeconds(55));
    bench.endpoint.json(500, "");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer t");
    assertThat(logs.messages(Level.WARNING))
        .containsExactly(
            "row: https://as.example/token answered 500; it may pass by itself; what is at hand serves"
                + " until it ends, and the renewal is tried again");
    bench.time.advance(Duration.ofSeconds(4));
    gives("u");
    Bench.sent(authenticator);
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer u");
  }

  @Test
  void authenticate_wallClockSetByAnHour_changesNothingForATokenAtHand() throws Exception {
    gives("t");
    Authenticator authenticator = bench.authenticator(Bench.BLOCK);
    Bench.sent(authenticator);
    bench.time.setWallClockBy(Duration.ofHours(1));
    bench.time.advance(Duration.ofSeconds(40));
    Bench.sent(authenticator);
    bench.time.setWallClockBy(Duration.ofHours(-2));
    Bench.sent(authenticator);
    assertThat(bench.endpoint.calls()).hasSize(1);

    gives("u");
    bench.time.advance(Duration.ofSeconds(20));
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer u");
  }

  @Test
  void close_revokeOnClose_revokesOnceAtTheEndpointOfTheIssuer() throws Exception {
    bench.endpoint.json(
        200,
        "{\"issuer\":\"https://as.example\",\"token_endpoint\":\"https://as.example/t\","
            + "\"revocation_endpoint\":\"https://as.example/revoke\"}");
    gives("t");
    Countersign engine =
        bench.start(
            Bench.BLOCK
                + "token-url = null, issuer = \"https://as.example\", revoke-on-close = true");
    Bench.sent(engine.authenticator("row"));
    bench.endpoint.json(200, "");
    engine.close();
    engine.close();

    HttpCall revocation = bench.endpoint.calls().get(2);
    assertThat(bench.endpoint.calls()).hasSize(3);
    assertThat(revocation.uri()).hasToString("https://as.example/revoke");
    assertThat(Rows.text(revocation)).isEqualTo("token=t&token_type_hint=access_token");
    assertThat(revocation.headers().get("Authorization").get(0)).startsWith("Basic ");
  }

  @Test
  void close_revocationFailsOrNothingToRevoke_endsQuietly() throws Exception {
    String block =
        Bench.BLOCK + "revoke-on-close = true, revocation-url = \"https://as.example/revoke\"";
    bench.start(block).close();
    assertThat(bench.endpoint.calls()).isEmpty();

    gives("t");
    Countersign engine = bench.start(block);
    Bench.sent(engine.authenticator("row"));
    bench.endpoint.json(503, "");
    engine.close();
    assertThat(bench.endpoint.calls()).hasSize(2);
  }

  @Test
  void close_byDefault_revokesNothing() throws Exception {
    gives("t");
    Countersign engine =
        bench.start(Bench.BLOCK + "revocation-url = \"https://as.example/revoke\"");
    Bench.sent(engine.authenticator("row"));
    engine.close();

    assertThat(bench.endpoint.calls()).hasSize(1);
  }
}
