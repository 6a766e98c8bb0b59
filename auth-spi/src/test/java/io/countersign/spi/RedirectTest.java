package io.countersign.spi;

import static io.countersign.spi.Script.get;
import static io.countersign.spi.Script.redirect;
import static io.countersign.spi.Script.request;
import static io.countersign.spi.Script.sent;
import static io.countersign.spi.Script.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.internal.BoundAuthenticator;
import io.countersign.internal.OriginRules;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
  private static final String KEY = "k3y-0123456789";
  private static final Credentials QUERY = Credentials.query("api_key", KEY);
  private static final Map<String, List<String>> OWN =
      Map.of(
          "Authorization", List.of("mine"),
          "Cookie", List.of("mine=1"),
          "Proxy-Authorization", List.of("mine"),
          "Content-Type", List.of("text/plain"),
          "X-Other", List.of("mine"));

  private static AuthExchange exchange(String method, String from) {
    Body body = method.equals("GET") ? Body.none() : Body.of("x".getBytes(StandardCharsets.UTF_8));
    return AuthExchange.of(
        new BoundAuthenticator(
            "crm",
            Script.insisting(QUERY),
            OriginRules.parse(List.of("https://*.acme.com/v1", "http://localhost:8080")),
            false),
        AuthRequest.of(method, URI.create(from), OWN, body),
        RequestBody.inHand(),
        true);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "redirects.csv", numLinesToSkip = 1)
  void onResponse_redirect_goesWhereAndWithWhatTheTableSays(
      String method,
      String from,
      int status,
      String location,
      String nextMethod,
      String nextUri,
      boolean ownHeaders)
      throws Exception {
    AuthExchange exchange = exchange(method, from);
    exchange.first();
    Move move = exchange.onResponse(redirect(status, location));
    if (nextMethod.equals("-")) {
      assertThat(move).isInstanceOf(Move.Deliver.class);
      return;
    }
    AuthRequest next = sent(move);
    assertThat(next.method()).isEqualTo(nextMethod);
    assertThat(next.uri()).hasToString(nextUri.replace("KEY", KEY));
    assertThat(next.body() instanceof Body.None)
        .isEqualTo(status == 303 || nextMethod.equals("GET"));
    assertThat(next.headers().containsKey("Content-Type"))
        .isEqualTo(method.equals(nextMethod) && status != 303);
    for (String name : List.of("Authorization", "Cookie", "Proxy-Authorization")) {
      assertThat(next.headers().containsKey(name)).isEqualTo(ownHeaders);
    }
    assertThat(next.headers()).containsKey("X-Other");
    assertThat(exchange.request().uri().toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/?back=https%3A%2F%2Fapi.acme.com%2Fv1%3Fapi_key%3Dk3y-0123456789",
        "https://evil.example/?back=https%253A%252F%252Fa%253Fkey%253Dk3y%252D0123456789",
        "https://evil.example/k3y-0123456789"
      })
  void onResponse_addressElsewhereStillHoldsTheKey_isGivenToTheCaller(String location) {
    AuthExchange exchange = exchange("GET", "https://api.acme.com/v1/a");
    exchange.first();
    assertThat(exchange.onResponse(redirect(302, location))).isInstanceOf(Move.Deliver.class);
  }

  @Test
  void onResponse_sixthRedirect_isGivenToTheCaller() {
    AuthExchange exchange = exchange("GET", "https://api.acme.com/v1/0");
    Move move = exchange.first();
    int sends = 0;
    while (move instanceof Move.Transmit) {
      sends++;
      move = exchange.onResponse(redirect(302, "/v1/" + sends));
    }
    assertThat(sends).isEqualTo(6);
  }

  @Test
  void onResponse_redirectsNever_isGivenToTheCaller() {
    AuthExchange exchange =
        AuthExchange.of(
            Script.insisting(QUERY), get("https://api.acme.com/"), RequestBody.inHand(), false);
    exchange.first();
    assertThat(exchange.onResponse(redirect(302, "/b"))).isInstanceOf(Move.Deliver.class);
  }

  @Test
  void onResponse_backAtTheFirstOriginAfterAnother_staysBareAndNobodyHears() throws Exception {
    Script script = Script.insisting(Credentials.header("X-Key", KEY));
    AuthExchange exchange =
        AuthExchange.of(script, get("https://api.acme.com/"), RequestBody.inHand(), true);
    exchange.first();
    sent(exchange.onResponse(redirect(302, "https://other.example/")));
    AuthRequest back = sent(exchange.onResponse(redirect(302, "https://api.acme.com/")));
    assertThat(back.headers()).doesNotContainKey("X-Key");
    assertThat(exchange.onResponse(status(401))).isInstanceOf(Move.Deliver.class);
    assertThat(script.heard).containsExactly(302);
    assertThat(script.asked).hasSize(1);
  }

  @Test
  void onResponse_sendsOfOneHop_doNotCountForTheNext() throws Exception {
    Script script = Script.insisting(Credentials.header("X-Key", KEY));
    AuthExchange exchange =
        AuthExchange.of(script, get("https://api.acme.com/"), RequestBody.inHand(), true);
    exchange.first();
    for (int i = 0; i < 4; i++) {
      sent(exchange.onResponse(status(401)));
    }
    sent(exchange.onResponse(redirect(302, "/b")));
    sent(exchange.onResponse(status(401)));
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void onResponse_bodyThatCannotBeSentAgain_isGivenToTheCaller(int status) {
    RequestBody oneShot =
        new RequestBody() {
          @Override
          public boolean replayable() {
            return false;
          }

          @Override
          public java.util.concurrent.CompletionStage<Body.Bytes> read(int atMost) {
            throw new AssertionError("nobody needs it");
          }
        };
    AuthExchange exchange =
        AuthExchange.of(
            Script.insisting(Credentials.header("X-Key", KEY)),
            request("POST", "https://api.acme.com/", new Body.Unread()),
            oneShot,
            true);
    exchange.first();
    assertThat(exchange.onResponse(redirect(status, "/b"))).isInstanceOf(Move.Deliver.class);
  }
}
