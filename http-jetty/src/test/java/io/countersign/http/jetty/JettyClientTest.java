package io.countersign.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.adapter.Api;
import io.countersign.testkit.adapter.Api.Answer;
import io.countersign.testkit.adapter.RawServer;
import io.countersign.testkit.adapter.Steps;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.RedirectCache;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is Jetty's own: its listeners, its own redirects and authentication, its queue and pool. */
@Timeout(90)
class JettyClientTest {
  private static final Credentials OLD = Credentials.header("X-Key", "old");

  private final SecretCanary canary = new SecretCanary();
  private final String secret = canary.secret("key").replace("/", "");
  private final Credentials renewed = Credentials.header("X-Key", secret);
  private final HttpClient client = new HttpClient();
  private Api api;

  @BeforeEach
  void start() throws Exception {
    client.start();
    api = Api.of(seen -> Answer.of(seen.holds(secret) ? 200 : 401));
  }

  @AfterEach
  void stop() {
    api.close();
    LifeCycle.stop(client);
  }

  private AuthenticatingHttpClient with(Authenticator authenticator) {
    return AuthenticatingHttpClient.of(client, authenticator);
  }

  private AuthenticatingHttpClient renewing() {
    return with(Steps.renewing(OLD, renewed));
  }

  @Test
  void send_jettysOwnAuthentication_hasNoPartInIt() throws Exception {
    try (Api challenging =
        Api.of(seen ->
            seen.holds(secret)
                ? Answer.of(200)
                : new Answer(
                    401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), "x".repeat(20_000)))) {
      client
          .getAuthenticationStore()
          .addAuthentication(new BasicAuthentication(challenging.at("/"), "x", "user", "theirs"));
      ContentResponse response = renewing().GET(challenging.at("/"));
      assertThat(response.getStatus()).isEqualTo(200);
      assertThat(challenging.seen).hasSize(2);
      assertThat(challenging.seen).allMatch(seen -> seen.header("Authorization").isEmpty());
    }
  }

  @Test
  void send_requestOfJettysOwn_isAuthenticatedAsBefore() throws Exception {
    try (Api challenging =
        Api.of(seen ->
            new Answer(
                seen.header("Authorization").isEmpty() ? 401 : 200,
                Map.of("WWW-Authenticate", "Basic realm=\"x\""),
                "why"))) {
      client
          .getAuthenticationStore()
          .addAuthentication(new BasicAuthentication(challenging.at("/"), "x", "user", "theirs"));
      AuthenticatingHttpClient beside = renewing();
      assertThat(beside.client().GET(challenging.at("/")).getStatus()).isEqualTo(200);
    }
  }

  @Test
  void send_refusalWithoutChallenge_isNoProtocolViolation() throws Exception {
    ContentResponse response = with(Steps.always(OLD)).GET(api.at("/"));
    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(response.getContentAsString()).isEqualTo("status 401");
    // Of Jetty's own client it is, so its handler is still there.
    assertThatThrownBy(() -> client.GET(api.at("/")))
        .hasMessageContaining("HTTP protocol violation");
  }

  @Test
  void send_clientStartedLaterOrAnew_isTheSame() throws Exception {
    HttpClient later = new HttpClient();
    AuthenticatingHttpClient authenticating = AuthenticatingHttpClient.of(later, Steps.always(OLD));
    for (int i = 0; i < 2; i++) {
      later.start();
      assertThat(authenticating.GET(api.at("/")).getStatus()).isEqualTo(401);
      later.stop();
    }
  }

  @Test
  void send_storeHasAResultForTheAddress_isRefused() {
    client
        .getAuthenticationStore()
        .addAuthenticationResult(
            new BasicAuthentication.BasicResult(api.at("/"), "user", "theirs"));
    assertThatThrownBy(() -> renewing().GET(api.at("/")))
        .cause()
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("AuthenticationStore")
        .hasMessageContaining("nothing was sent");
    assertThat(api.seen).isEmpty();
  }

  @Test
  void send_clientWithARedirectCache_isRefused() throws Exception {
    client.stop();
    client.setRedirectCache(new RedirectCache.Default(16));
    client.start();
    assertThatThrownBy(() -> renewing().GET(api.at("/")))
        .cause()
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("RedirectCache");
    assertThat(api.seen).isEmpty();
  }

  @Test
  void send_followRedirectsOfTheClientAndTheRequest_decide() throws Exception {
    try (Api moved =
        Api.of(seen -> seen.uri().getPath().equals("/a") ? Answer.to(302, "/b") : Answer.of(200))) {
      assertThat(renewing().newRequest(moved.at("/a")).followRedirects(false).send().getStatus())
          .isEqualTo(302);
      client.setFollowRedirects(false);
      assertThat(renewing().GET(moved.at("/a")).getStatus()).isEqualTo(302);
      assertThat(renewing().newRequest(moved.at("/a")).followRedirects(true).send().getStatus())
          .isEqualTo(200);
    }
  }

  @Test
  void send_listeners_hearOfTheFinalResponseOnlyInJettysOrder() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    List<Request> shown = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    Request request = renewing().newRequest(api.at("/")).headers(fields -> fields.add("X-A", "1"));
    request.onRequestQueued(sent -> heard.add("queued"));
    request.onRequestBegin(shown::add);
    request.onRequestSuccess(sent -> heard.add("sent"));
    request.onResponseBegin(response -> heard.add("begin " + response.getStatus()));
    request.onResponseHeader((response, field) -> {
      if (field.getName().equalsIgnoreCase("Content-Length")) {
        heard.add("length");
      }
      return !field.getName().equalsIgnoreCase("Date");
    });
    request.onResponseHeaders(
        response -> heard.add("headers " + response.getHeaders().contains("Date")));
    request.onResponseContent(
        (response, content) -> heard.add(StandardCharsets.UTF_8.decode(content).toString()));
    request.onResponseSuccess(response -> heard.add("success"));
    request.onComplete(result -> heard.add("complete " + result.isSucceeded()));
    request.send(result -> {
      shown.add(result.getRequest());
      shown.add(result.getResponse().getRequest());
      done.countDown();
    });
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    // A quick answer may begin before the end of its request is told.
    assertThat(heard.stream().filter(word -> word.equals("queued") || word.equals("sent")))
        .containsExactlyInAnyOrder("queued", "sent", "queued", "sent");
    assertThat(heard)
        .containsSubsequence(
            "queued",
            "queued",
            "begin 200",
            "length",
            "headers false",
            "status 200",
            "success",
            "complete true");
    assertThat(heard.stream().filter(word -> word.startsWith("begin"))).hasSize(1);
    assertThat(shown).hasSize(4).allMatch(one -> one == request);
    assertThat(canary.leaksIn(request, request.getHeaders(), request.getURI())).isEmpty();
  }

  @Test
  void send_contentThatRewinds_isSentWholeTwice(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("body"), "a=1");
    for (Request.Content content :
        List.of(
            new StringRequestContent("a=1"),
            new BytesRequestContent("a=1".getBytes(StandardCharsets.UTF_8)),
            new PathRequestContent("text/plain", file))) {
      api.seen.clear();
      ContentResponse response = renewing().POST(api.at("/")).body(content).send();
      assertThat(response.getStatus()).as("%s", content).isEqualTo(200);
      assertThat(api.seen).extracting(Api.Seen::body).containsExactly("a=1", "a=1");
      assertThat(api.seen.get(1).header("Content-Type")).isEqualTo(content.getContentType());
    }
  }

  @Test
  void send_asyncContentReadForTheForm_waitsForItAndBlocksNobody() throws Exception {
    AsyncRequestContent content = new AsyncRequestContent("application/x-www-form-urlencoded");
    CompletableFuture<ContentResponse> response =
        new CompletableResponseListener(
                with(Steps.always(Credentials.form("key", "8203419920")))
                    .POST(api.at("/"))
                    .body(content))
            .send();
    assertThat(response).isNotDone();
    content.write(ByteBuffer.wrap("a=1".getBytes(StandardCharsets.UTF_8)), callback());
    content.close();
    assertThat(response.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(401);
    assertThat(api.seen.get(0).body()).isEqualTo("a=1&key=8203419920");
  }

  private static org.eclipse.jetty.util.Callback callback() {
    return org.eclipse.jetty.util.Callback.NOOP;
  }

  @Test
  void send_cookiesOfTheRequestAndOfTheStore_arriveBesideThePlacedOne() throws Exception {
    client.getHttpCookieStore().add(api.at("/"), HttpCookie.from("stored", "1"));
    with(Steps.always(Credentials.cookie("sid", "42")))
        .newRequest(api.at("/"))
        .cookie(HttpCookie.from("mine", "2"))
        .send();
    assertThat(api.seen.get(0).header("Cookie")).contains("mine=2", "sid=42", "stored=1");
  }

  @Test
  void send_fullQueue_failsAtOnceAndTheOthersGoOn() throws Exception {
    client.setMaxConnectionsPerDestination(1);
    client.setMaxRequestsQueuedPerDestination(1);
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (Api slow =
        Api.of(seen -> {
          go.join();
          return Answer.of(seen.holds(secret) ? 200 : 401);
        })) {
      List<CompletableFuture<ContentResponse>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(new CompletableResponseListener(renewing().newRequest(slow.at("/" + i))).send());
      }
      CompletableFuture<Object> first =
          CompletableFuture.anyOf(all.toArray(CompletableFuture<?>[]::new));
      assertThat(catchThrowable(() -> first.get(20, TimeUnit.SECONDS)))
          .hasCauseInstanceOf(RejectedExecutionException.class);
      go.complete(null);
      int succeeded = 0;
      for (CompletableFuture<ContentResponse> one : all) {
        Throwable failure = catchThrowable(() -> one.get(20, TimeUnit.SECONDS));
        if (failure == null) {
          succeeded++;
        } else {
          assertThat(failure).hasCauseInstanceOf(RejectedExecutionException.class);
          assertThat(canary.leaksIn(failure)).isEmpty();
        }
      }
      assertThat(succeeded).isPositive();
      nothingLeaks();
    }
  }

  @Test
  void abort_betweenLegs_endsItAndLeavesNoConnection() throws Exception {
    CompletableFuture<AuthStep> never = new CompletableFuture<>();
    CountDownLatch refused = new CountDownLatch(1);
    AuthenticatingHttpClient waiting =
        with(
            Steps.onRefusal(
                OLD,
                () -> {
                  refused.countDown();
                  return never;
                }));
    Request request = waiting.newRequest(api.at("/"));
    CompletableFuture<Result> result = new CompletableFuture<>();
    request.send(result::complete);
    assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
    IllegalStateException cause = new IllegalStateException("enough");
    assertThat(request.abort(cause).get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(result.get(20, TimeUnit.SECONDS).getFailure()).isSameAs(cause);
    assertThat(request.getAbortCause()).isSameAs(cause);
    assertThat(never).isNotDone();
    assertThat(request.abort(new IllegalStateException("again")).get(20, TimeUnit.SECONDS))
        .isFalse();
    nothingLeaks();
  }

  @Test
  void abort_beforeAnythingIsSent_sendsNothing() throws Exception {
    CompletableFuture<AuthStep> token = new CompletableFuture<>();
    Request request = with(asked -> new Await(token)).newRequest(api.at("/"));
    CompletableFuture<Result> result = new CompletableFuture<>();
    request.send(result::complete);
    request.abort(new IllegalStateException("enough"));
    assertThat(result.get(20, TimeUnit.SECONDS).isFailed()).isTrue();
    token.complete(Steps.send(renewed));
    assertThat(api.seen).isEmpty();

    Request never = renewing().newRequest(api.at("/"));
    never.abort(new IllegalStateException("before"));
    assertThat(catchThrowable(never::send)).hasRootCauseMessage("before");
    assertThat(api.seen).isEmpty();
  }

  @Test
  void abort_whileTheResponseStreams_reachesTheListener() throws Exception {
    try (RawServer server =
        new RawServer((head, out) ->
            RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none"))) {
      Request request = with(Steps.always(OLD)).newRequest(server.at("/"));
      CompletableFuture<Response> headers = new CompletableFuture<>();
      CompletableFuture<Result> result = new CompletableFuture<>();
      request.onResponseHeaders(headers::complete);
      request.send(result::complete);
      headers.get(20, TimeUnit.SECONDS).abort(new IllegalStateException("enough"));
      assertThat(result.get(20, TimeUnit.SECONDS).getFailure()).hasMessage("enough");
    }
    nothingLeaks();
  }

  /** Connections are idle in the pool, or gone. */
  private void nothingLeaks() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (active() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(active()).isZero();
  }

  private int active() {
    int active = 0;
    for (Destination destination : client.getDestinations()) {
      if (destination instanceof HttpDestination http
          && http.getConnectionPool() instanceof AbstractConnectionPool pool) {
        active += pool.getActiveConnectionCount();
      }
    }
    return active;
  }

  @Test
  void send_whateverEndedBadly_leavesNoConnection() throws Exception {
    try (RawServer server =
        new RawServer((head, out) -> {
          RawServer.write(out, "HTTP/1.1 401 No\r\nContent-Length: 1073741824\r\n\r\n");
          byte[] part = new byte[64 << 10];
          for (int i = 0; i < 1 << 14; i++) {
            out.write(part);
          }
        })) {
      Authenticator failing =
          Steps.onRefusal(OLD, () -> CompletableFuture.failedFuture(new IllegalStateException()));
      assertThatThrownBy(() -> with(failing).GET(server.at("/")))
          .isInstanceOf(ExecutionException.class);
    }
    nothingLeaks();
  }

  @Test
  void with_requestOfJettysClient_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            AuthenticatingHttpClient.with(client.newRequest(api.at("/")), Authenticator.none()))
        .withMessageContaining("AuthenticatingHttpClient");
  }

  @Test
  void onPush_isNotOffered() {
    assertThatThrownBy(() -> renewing().newRequest(api.at("/")).onPush((own, pushed) -> null))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void send_inputStreamOfUnknownLength_isNotSentTwice() throws Exception {
    Request.Content once =
        new org.eclipse.jetty.client.InputStreamRequestContent(
            "text/plain",
            new ByteArrayInputStream("a=1".getBytes(StandardCharsets.UTF_8)),
            org.eclipse.jetty.io.ByteBufferPool.SIZED_NON_POOLING);
    ContentResponse response = renewing().POST(api.at("/")).body(once).send();
    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(api.seen).hasSize(1);
    assertThat(response.getHeaders()).extracting(HttpField::getName).contains("Content-Length");
    assertThat(URI.create("" + response.getRequest().getURI())).isEqualTo(api.at("/"));
  }
}
