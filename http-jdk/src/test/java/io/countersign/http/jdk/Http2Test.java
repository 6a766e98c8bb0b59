package io.countersign.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.testkit.adapter.Steps;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Http2Test {
  private static final String SECRET = "s3cret-0123456789";
  private static final Credentials OLD = Credentials.query("api_key", "old-0123456789");
  private static final Credentials NEW = Credentials.query("api_key", SECRET);
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private Server server;

  /** Wants the key; pushes a style sheet whose address repeats it. */
  private final class Site extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String query = String.valueOf(request.getHttpURI().getQuery());
      queries.add(query);
      boolean known = query.contains(SECRET);
      if (known && request.getHttpURI().getPath().equals("/page")) {
        HttpURI style =
            HttpURI.build(request.getHttpURI()).pathQuery("/style.css?v=1&api_key=" + SECRET);
        request.push(new MetaData.Request("GET", style, HttpVersion.HTTP_2, HttpFields.EMPTY));
      }
      response.setStatus(known ? 200 : 401);
      Content.Sink.write(response, true, request.getHttpURI().getPath(), callback);
      return true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new Server();
    HttpConfiguration settings = new HttpConfiguration();
    ServerConnector connector =
        new ServerConnector(
            server,
            new HttpConnectionFactory(settings),
            new HTTP2CServerConnectionFactory(settings));
    connector.setHost("localhost");
    server.addConnector(connector);
    server.setHandler(new Site());
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private HttpRequest page() {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/page")).build();
  }

  @ParameterizedTest
  @EnumSource
  void send_refusedOverHttp2_isSentAgain(Mode mode) throws Exception {
    HttpClient client =
        AuthenticatingHttpClient.of(HttpClient.newBuilder(), Steps.renewing(OLD, NEW));
    HttpResponse<String> response = mode.send(client, page(), BodyHandlers.ofString());
    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("/page");
    assertThat(queries.get(0)).contains("old-");
    assertThat(queries.get(1)).contains(SECRET);
  }

  @ParameterizedTest
  @EnumSource
  void send_refusalHeldOverHttp2_reachesTheCaller(Mode mode) throws Exception {
    HttpClient client =
        AuthenticatingHttpClient.of(
            HttpClient.newBuilder(), Steps.onRefusal(OLD, () -> Steps.later(Done.DONE)));
    HttpResponse<String> response = mode.send(client, page(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("/page");
  }

  @Test
  void sendAsync_push_reachesTheCallerWithoutTheKey() throws Exception {
    HttpClient client =
        AuthenticatingHttpClient.of(HttpClient.newBuilder(), Steps.renewing(OLD, NEW));
    ConcurrentHashMap<HttpRequest, CompletableFuture<HttpResponse<String>>> pushes =
        new ConcurrentHashMap<>();
    List<HttpRequest> initiating = new CopyOnWriteArrayList<>();
    HttpRequest own = page();
    PushPromiseHandler<String> handler =
        (from, promised, acceptor) -> {
          initiating.add(from);
          pushes.put(promised, acceptor.apply(BodyHandlers.ofString()));
        };
    HttpResponse<String> response =
        client.sendAsync(own, BodyHandlers.ofString(), handler).get(20, TimeUnit.SECONDS);
    assertThat(response.body()).isEqualTo("/page");
    assertThat(initiating).containsExactly(own);
    assertThat(initiating.get(0)).isSameAs(own);
    assertThat(pushes).hasSize(1);
    HttpRequest promised = pushes.keySet().iterator().next();
    HttpResponse<String> pushed = pushes.get(promised).get(20, TimeUnit.SECONDS);
    assertThat(promised.uri()).isEqualTo(own.uri().resolve("/style.css?v=1"));
    assertThat(pushed.uri()).isEqualTo(promised.uri());
    assertThat(pushed.request()).isSameAs(promised);
    assertThat(pushed.body()).isEqualTo("/style.css");
    assertThat(List.of(promised, pushed).toString()).doesNotContain(SECRET);
  }
}
