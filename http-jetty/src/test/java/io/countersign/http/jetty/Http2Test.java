package io.countersign.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.testkit.adapter.Steps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same over HTTP/2: many requests on one connection, and a reset that ends one of them. */
@Timeout(90)
class Http2Test {
  private static final String SECRET = "s3cret-0123456789";
  private static final Credentials OLD = Credentials.query("api_key", "old-0123456789");
  private static final Credentials NEW = Credentials.query("api_key", SECRET);

  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final Server server = new Server();
  private final HttpClient client =
      new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));

  /** Wants the key; a refusal at {@code /large} has no end. */
  private final class Site extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String query = String.valueOf(request.getHttpURI().getQuery());
      String path = request.getHttpURI().getPath();
      queries.add(query);
      boolean known = query.contains(SECRET);
      response.setStatus(known ? 200 : 401);
      if (path.equals("/silent") && known) {
        return true;
      }
      if (path.equals("/large") && !known) {
        endless(response, callback);
      } else {
        Content.Sink.write(response, true, path, callback);
      }
      return true;
    }

    private void endless(Response response, Callback callback) {
      written.addAndGet(1 << 16);
      response.write(
          false,
          ByteBuffer.allocate(1 << 16),
          Callback.from(() -> endless(response, callback), callback::failed));
    }
  }

  @BeforeEach
  void start() throws Exception {
    ServerConnector connector =
        new ServerConnector(server, new HTTP2CServerConnectionFactory(new HttpConfiguration()));
    connector.setHost("localhost");
    server.addConnector(connector);
    server.setHandler(new Site());
    server.start();
    client.start();
  }

  @AfterEach
  void stop() {
    LifeCycle.stop(client);
    LifeCycle.stop(server);
  }

  private org.eclipse.jetty.client.Request request(String path, boolean renewing) {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return AuthenticatingHttpClient.of(
            client,
            renewing
                ? Steps.renewing(OLD, NEW)
                : Steps.onRefusal(OLD, () -> Steps.later(Done.DONE)))
        .newRequest("http://localhost:" + port + path);
  }

  @Test
  void send_refused_isSentAgain() throws Exception {
    ContentResponse response =
        request("/page", true).method("POST").body(new StringRequestContent("a=1")).send();
    assertThat(response.getVersion()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getContentAsString()).isEqualTo("/page");
    assertThat(queries).hasSize(2);
    assertThat(queries.get(0)).contains("old-");
    assertThat(queries.get(1)).contains(SECRET);
    assertThat(response.getRequest().getURI().getQuery()).isNull();
  }

  @Test
  void send_refusalHeld_reachesTheCaller() throws Exception {
    ContentResponse response = request("/page", false).send();
    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(response.getContentAsString()).isEqualTo("/page");
  }

  @Test
  void send_refusalWithoutEnd_staysWithTheServer() throws Exception {
    assertThat(request("/large", true).send().getContentAsString()).isEqualTo("/large");
    assertThat(written.get()).isLessThan(32L << 20);
  }

  @Test
  void send_secondAnswerNeverComes_timesOutAndTheOthersGoOn() throws Exception {
    Throwable late =
        catchThrowable(() -> request("/silent", true).timeout(700, TimeUnit.MILLISECONDS).send());
    assertThat(late).isInstanceOf(TimeoutException.class);
    assertThat(request("/page", true).send().getStatus()).isEqualTo(200);
  }

  @Test
  void send_manyAtOnce_areAllAnswered() throws Exception {
    List<CompletableFuture<ContentResponse>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(new CompletableResponseListener(request("/page", true)).send());
    }
    for (CompletableFuture<ContentResponse> one : all) {
      assertThat(one.get(30, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
    }
  }
}
