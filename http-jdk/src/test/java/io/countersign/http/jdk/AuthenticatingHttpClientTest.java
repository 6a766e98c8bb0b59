package io.countersign.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.Authenticator;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.testkit.adapter.Api;
import io.countersign.testkit.adapter.Api.Answer;
import io.countersign.testkit.adapter.Steps;
import java.io.ByteArrayInputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthenticatingHttpClientTest {
  private static final String SECRET = "s3cret-0123456789";
  private static final Credentials OLD = Credentials.header("X-Key", "old");
  private static final Credentials NEW = Credentials.header("X-Key", SECRET);
  private Api api;

  @BeforeEach
  void start() throws Exception {
    api = Api.of(seen -> Answer.of(seen.holds(SECRET) ? 200 : 401));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static AuthenticatingHttpClient client(Authenticator authenticator) {
    return AuthenticatingHttpClient.of(HttpClient.newBuilder(), authenticator);
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(api.at("/things?page=1"));
  }

  private HttpRequest post(BodyPublisher body) {
    return request().POST(body).header("Content-Type", "application/x-www-form-urlencoded").build();
  }

  @ParameterizedTest
  @EnumSource
  void send_tokenRefusedAndRenewed_callerGetsTheFinalResponseOnly(Mode mode) throws Exception {
    AtomicInteger handled = new AtomicInteger();
    HttpRequest own = request().build();
    HttpResponse<String> response =
        mode.send(
            client(Steps.renewing(OLD, NEW)),
            own,
            head -> {
              handled.incrementAndGet();
              return BodyHandlers.ofString().apply(head);
            });
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("status 200");
    assertThat(handled).hasValue(1);
    assertThat(response.request()).isSameAs(own);
    HttpResponse<String> refused = response.previousResponse().orElseThrow();
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).isNull();
    assertThat(refused.previousResponse()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void send_keyInTheQuery_isNowhereInTheResponse(Mode mode) throws Exception {
    Credentials key = Credentials.query("api_key", SECRET);
    HttpRequest own = request().build();
    HttpResponse<String> response =
        mode.send(client(Steps.renewing(OLD, key)), own, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(api.seen.get(1).uri()).hasToString("/things?page=1&api_key=" + SECRET);
    assertThat(response.uri()).isEqualTo(own.uri());
    assertThat(response).hasToString("(GET " + own.uri() + ") 200");
    assertThat(response.previousResponse().orElseThrow().uri()).isEqualTo(own.uri());
  }

  @ParameterizedTest
  @EnumSource
  void send_redirected_callerSeesEachAddressAndNoKey(Mode mode) throws Exception {
    try (Api moved =
        Api.of(seen ->
            seen.uri().getPath().equals("/a")
                ? Answer.to(302, "/b?" + seen.uri().getRawQuery())
                : Answer.of(200))) {
      HttpResponse<String> response =
          mode.send(
              client(Steps.always(Credentials.query("api_key", SECRET))),
              HttpRequest.newBuilder(moved.at("/a?x=1")).build(),
              BodyHandlers.ofString());
      assertThat(response.uri()).isEqualTo(moved.at("/b?x=1"));
      assertThat(response.request().uri()).isEqualTo(moved.at("/b?x=1"));
      assertThat(response.previousResponse().orElseThrow().uri()).isEqualTo(moved.at("/a?x=1"));
      assertThat(moved.seen.get(1).uri()).hasToString("/b?x=1&api_key=" + SECRET);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_requestChoosesAnother_goesByThatOne(Mode mode) throws Exception {
    HttpClient client = client(Steps.always(OLD));
    assertThat(
            mode.send(
                    client,
                    AuthenticatingHttpClient.with(request().build(), Steps.always(NEW)),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    mode.send(
        client,
        AuthenticatingHttpClient.with(request().build(), Authenticator.none()),
        BodyHandlers.ofString());
    assertThat(api.seen.get(1).header("X-Key")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void send_bodyThatCanBeSentAgain_isSentWholeTwice(Mode mode, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("body"), "a=1");
    HttpClient client = client(Steps.renewing(OLD, NEW));
    BodyPublisher stream = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(A));
    for (BodyPublisher body :
        List.of(
            BodyPublishers.ofString("a=1"),
            BodyPublishers.ofByteArray(A),
            BodyPublishers.ofFile(file),
            AuthenticatingHttpClient.replayable(stream))) {
      api.seen.clear();
      assertThat(mode.send(client, post(body), BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      assertThat(api.seen).extracting(Api.Seen::body).containsExactly("a=1", "a=1");
    }
  }

  private static final byte[] A = {'a', '=', '1'};

  @ParameterizedTest
  @EnumSource
  void send_bodyNotKnownToBeSentAgain_callerGetsTheRefusal(Mode mode) throws Exception {
    HttpClient client = client(Steps.renewing(OLD, NEW));
    for (BodyPublisher body :
        List.of(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(A)),
            BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(A), A.length),
            BodyPublishers.concat(BodyPublishers.ofString("a="), BodyPublishers.ofString("1")),
            BodyPublishers.ofByteArrays(List.of(A)))) {
      api.seen.clear();
      HttpResponse<String> response = mode.send(client, post(body), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.body()).isEqualTo("status 401");
      assertThat(api.seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_cookieOfTheHandlerAndCookiePlaced_bothArrive(Mode mode) throws Exception {
    CookieManager jar = new CookieManager();
    HttpCookie cookie = new HttpCookie("session", "mine");
    cookie.setPath("/");
    cookie.setVersion(0);
    jar.getCookieStore().add(URI.create("http://localhost.local/"), cookie);
    jar.getCookieStore().add(api.at("/"), cookie);
    HttpClient client =
        AuthenticatingHttpClient.of(
            HttpClient.newBuilder().cookieHandler(jar),
            Steps.always(Credentials.cookie("sid", SECRET)));
    mode.send(client, request().build(), BodyHandlers.discarding());
    assertThat(api.seen.get(0).header("Cookie")).contains("sid=" + SECRET);
    assertThat(api.seen.get(0).header("Cookie")).contains("session=mine");
  }

  @ParameterizedTest
  @EnumSource
  void send_handlerThrows_failsAsWithTheJdk(Mode mode) {
    assertThatThrownBy(() ->
            mode.send(
                client(Steps.onRefusal(OLD, () -> Steps.later(Done.DONE))),
                request().timeout(java.time.Duration.ofSeconds(20)).build(),
                head -> {
                  throw new IllegalStateException("the caller's own");
                }))
        .satisfiesAnyOf(
            failure -> assertThat(failure).isInstanceOf(IllegalStateException.class),
            failure -> assertThat(failure).isInstanceOf(java.io.IOException.class))
        .hasMessageContaining("the caller's own");
  }

  @Test
  void of_builderThatFollowsRedirects_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            AuthenticatingHttpClient.of(
                HttpClient.newBuilder().followRedirects(Redirect.NORMAL), Steps.always(NEW)))
        .withMessageContaining("followRedirects");
  }

  @Test
  void of_builderThatAnswersChallenges_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            AuthenticatingHttpClient.of(
                HttpClient.newBuilder().authenticator(new java.net.Authenticator() {}),
                Steps.always(NEW)))
        .withMessageContaining("Proxy-Authorization");
  }

  @Test
  void of_redirectAlways_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            AuthenticatingHttpClient.of(
                HttpClient.newBuilder(), Steps.always(NEW), Redirect.ALWAYS));
  }

  @Test
  void close_whereTheJdkHasIt_endsTheClientBelow() throws Exception {
    AuthenticatingHttpClient client = client(Steps.always(NEW));
    assertThat(client.isTerminated()).isFalse();
    client.close();
    boolean ends = Runtime.version().feature() >= 21;
    assertThat(client.isTerminated()).isEqualTo(ends);
    assertThat(client.awaitTermination(java.time.Duration.ofSeconds(1))).isEqualTo(ends);
  }
}
