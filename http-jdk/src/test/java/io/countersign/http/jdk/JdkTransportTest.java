package io.countersign.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthConfigException;
import io.countersign.http.jdk.Api.Answer;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTransportTest {
  private final ExecutorService executor =
      Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "of-the-context");
        thread.setDaemon(true);
        return thread;
      });

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private record Block(Map<Setting<?>, Object> values) implements Settings {
    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
      return (T) values.get(setting);
    }

    @Override
    public boolean has(Setting<?> setting) {
      return values.containsKey(setting);
    }

    @Override
    public String path() {
      return "countersign.http";
    }
  }

  private HttpTransport transport(Optional<URI> proxy, Optional<Path> trust) {
    AuthContext context =
        (AuthContext)
            Proxy.newProxyInstance(
                AuthContext.class.getClassLoader(),
                new Class<?>[] {AuthContext.class},
                (self, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("executor");
                  return executor;
                });
    return provider()
        .create(
            new Block(
                Map.of(
                    JdkTransportProvider.CONNECT_TIMEOUT, Duration.ofSeconds(5),
                    JdkTransportProvider.PROXY, proxy,
                    JdkTransportProvider.TRUST, trust)),
            context);
  }

  private static HttpTransportProvider provider() {
    return ServiceLoader.load(HttpTransportProvider.class).findFirst().orElseThrow();
  }

  private HttpTransport transport() {
    return transport(Optional.empty(), Optional.empty());
  }

  private static HttpCall call(URI uri, int millis) {
    return new HttpCall(
        "POST",
        uri,
        Map.of("X-Key", List.of("k")),
        Body.of("a=1".getBytes(StandardCharsets.UTF_8)),
        Duration.ofMillis(millis));
  }

  private static HttpReply reply(HttpTransport transport, HttpCall call) throws Exception {
    return transport.send(call).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void provider_isDiscovered() {
    assertThat(provider().type()).isEqualTo("jdk");
    assertThat(provider().settings())
        .extracting(Setting::name)
        .containsExactly("connect-timeout", "proxy", "trust");
  }

  @Test
  void send_reply_isWholeAndComesOnTheContextsExecutor() throws Exception {
    try (Api api = Api.of(seen -> Answer.of(201));
        HttpTransport transport = transport()) {
      String thread =
          transport
              .send(call(api.at("/token"), 20_000))
              .thenApply(reply -> Thread.currentThread().getName())
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      // A stage that is complete already runs what is attached on the thread that attaches it.
      assertThat(thread).isIn("of-the-context", Thread.currentThread().getName());
      HttpReply reply = reply(transport, call(api.at("/token"), 20_000));
      assertThat(reply.status()).isEqualTo(201);
      assertThat(StandardCharsets.UTF_8.decode(reply.body().content()).toString())
          .isEqualTo("status 201");
      assertThat(reply.headers()).containsKey("CONTENT-LENGTH");
      assertThat(api.seen.get(0).body()).isEqualTo("a=1");
      assertThat(api.seen.get(0).header("X-key")).isEqualTo("k");
    }
  }

  @Test
  void send_redirect_isTheReply() throws Exception {
    try (Api api = Api.of(seen -> Answer.to(307, "/elsewhere"));
        HttpTransport transport = transport()) {
      assertThat(reply(transport, call(api.at("/"), 20_000)).status()).isEqualTo(307);
      assertThat(api.seen).hasSize(1);
    }
  }

  @Test
  void send_bodyStalls_failsInTime() throws Exception {
    try (RawServer server =
            new RawServer((head, out) ->
                RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nst"));
        HttpTransport transport = transport()) {
      assertThatThrownBy(() -> reply(transport, call(server.at("/token?q=s3cret"), 300)))
          .hasCauseInstanceOf(IOException.class)
          .cause()
          .hasMessageContaining("within 300 ms")
          .message()
          .doesNotContain("s3cret");
    }
  }

  @Test
  void send_replyTooLarge_failsAndReadsNoFurther() throws Exception {
    try (RawServer server =
            new RawServer((head, out) -> {
              RawServer.write(out, "HTTP/1.1 200 OK\r\n\r\n");
              byte[] part = new byte[64 << 10];
              for (int i = 0; i < 1 << 14; i++) {
                out.write(part);
              }
            });
        HttpTransport transport = transport()) {
      assertThatThrownBy(() -> reply(transport, call(server.at("/"), 20_000)))
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("1 MiB");
    }
  }

  @Test
  void send_replyIsNoHttp_failsWithoutItsWords() throws Exception {
    try (RawServer server =
            new RawServer((head, out) -> {
              RawServer.write(out, "HTTP/1.1 s3cret s3cret\r\n\r\n");
              out.close();
            });
        HttpTransport transport = transport()) {
      assertThatThrownBy(() -> reply(transport, call(server.at("/"), 20_000)))
          .cause()
          .isInstanceOf(IOException.class)
          .hasNoCause()
          .message()
          .doesNotContain("s3cret");
    }
  }

  @Test
  void send_nothingListens_failsSayingSo() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (HttpTransport transport = transport()) {
      URI nobody = URI.create("http://localhost:" + port + "/token");
      assertThatThrownBy(() -> reply(transport, call(nobody, 20_000)))
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("localhost:" + port)
          .hasMessageContaining("not reached");
    }
  }

  @Test
  void send_trust_decidesWhoIsBelieved(@TempDir Path folder) throws Exception {
    Loopbacks tls = Loopbacks.in(folder);
    try (Api api = Api.secure(tls.server(), seen -> Answer.of(200));
        HttpTransport trusting = transport(Optional.empty(), Optional.of(tls.pem()));
        HttpTransport other = transport()) {
      assertThat(reply(trusting, call(api.at("/"), 20_000)).status()).isEqualTo(200);
      assertThatThrownBy(() -> reply(other, call(api.at("/"), 20_000)))
          .cause()
          .hasMessageContaining("trust");
    }
  }

  @Test
  void send_proxy_isAskedForTheAddress() throws Exception {
    try (Api proxy = Api.of(seen -> Answer.of(200));
        HttpTransport transport = transport(Optional.of(proxy.at("")), Optional.empty())) {
      URI behind = URI.create("http://idp.internal/token");
      assertThat(reply(transport, call(behind, 20_000)).status()).isEqualTo(200);
      assertThat(proxy.seen.get(0).uri()).isEqualTo(behind);
    }
  }

  @Test
  void create_trustThatWillNotDo_saysWhichSettingAndFile(@TempDir Path folder) throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "s3cret");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path missing = folder.resolve("missing.pem");
    for (Path file : List.of(garbage, empty, missing)) {
      assertThatThrownBy(() -> transport(Optional.empty(), Optional.of(file)))
          .isInstanceOf(AuthConfigException.class)
          .hasNoCause()
          .hasMessageStartingWith("countersign.http.trust: " + file)
          .message()
          .doesNotContain("s3cret");
    }
  }

  @Test
  void create_proxyWithAUser_isRefusedWithoutShowingIt() {
    assertThatThrownBy(() ->
            transport(Optional.of(URI.create("http://u:s3cret@proxy:3128")), Optional.empty()))
        .isInstanceOf(AuthConfigException.class)
        .message()
        .startsWith("countersign.http.proxy")
        .doesNotContain("s3cret");
  }
}
