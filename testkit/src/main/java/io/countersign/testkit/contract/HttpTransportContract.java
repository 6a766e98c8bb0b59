package io.countersign.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.AuthConfigException;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.TlsIdentity;
import io.countersign.testkit.Certified;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import io.countersign.testkit.ThrowawayAuthority;
import io.countersign.testkit.adapter.Api;
import io.countersign.testkit.adapter.Api.Answer;
import io.countersign.testkit.adapter.Loopbacks;
import io.countersign.testkit.adapter.RawServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every transport keeps: replies are whole or an {@link IOException}, in finite time and size;
 * nothing is followed, stored or answered; and no failure shows what was sent or received.
 *
 * <p>The settings {@code trust} and {@code proxy} are tested if the provider declares them, and
 * client certificates if it shows any.
 */
@Timeout(90)
public abstract class HttpTransportContract {
  private static final int LARGEST = 1 << 20;
  private static final String THREAD = "of-the-context";

  private final SecretCanary canary = new SecretCanary();
  private ExecutorService executor = Executors.newCachedThreadPool();
  private String secret = "";

  /** For the test that extends it. */
  protected HttpTransportContract() {}

  /** Returns the provider, made anew. */
  protected abstract HttpTransportProvider provider();

  @BeforeEach
  void start() {
    secret = canary.secret("call");
    executor =
        Executors.newCachedThreadPool(work -> {
          Thread thread = new Thread(work, THREAD);
          thread.setDaemon(true);
          return thread;
        });
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private HttpTransport transport(Map<String, Object> written) {
    TestContext context =
        new TestContext(
            "http",
            new RecordingTransport(),
            new FakeTime(),
            Map.of(),
            Path.of(""),
            executor,
            new Random(1));
    return provider().create(new TestSettings("countersign.http", written), context);
  }

  private HttpTransport transport() {
    return transport(Map.of());
  }

  private boolean declares(String setting) {
    return provider().settings().stream().anyMatch(one -> one.name().equals(setting));
  }

  private HttpCall call(URI uri, int millis) {
    return new HttpCall(
        "POST",
        uri,
        Map.of("X-Key", List.of(secret), "Accept", List.of("a/b", "c/d")),
        Body.of(("secret=" + secret).getBytes(UTF_8)),
        Duration.ofMillis(millis));
  }

  private static HttpCall get(URI uri) {
    return new HttpCall("GET", uri, Map.of(), Body.none(), Duration.ofSeconds(30));
  }

  private static HttpReply reply(HttpTransport transport, HttpCall call) throws Exception {
    return transport.send(call).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static String text(HttpReply reply) {
    return UTF_8.decode(reply.body().content()).toString();
  }

  /** Expects an IOException that shows nothing, neither in its causes. */
  private Throwable failure(HttpTransport transport, HttpCall call) {
    Throwable failure = catchThrowable(() -> transport.send(call).toCompletableFuture().join());
    assertThat(failure).isInstanceOf(CompletionException.class);
    assertThat(failure.getCause()).isInstanceOf(IOException.class);
    assertThat(canary.leaksIn(failure, call, transport)).isEmpty();
    return java.util.Objects.requireNonNull(failure.getCause());
  }

  @Test
  void type_andSettings_areTheSameEachTimeAndDescribed() {
    assertThat(provider().type()).matches("[a-z][a-z0-9-]*").isEqualTo(provider().type());
    assertThat(provider().settings())
        .allSatisfy(setting -> {
          assertThat(setting.name()).matches("[a-z][a-z0-9-]*");
          assertThat(setting.description()).isNotBlank();
        });
  }

  @Test
  void send_call_arrivesAsItIsAndTheReplyIsWhole() throws Exception {
    try (Api api = Api.of(seen -> new Answer(201, Map.of("X-Answer", "42"), "stát"));
        HttpTransport transport = transport()) {
      HttpReply reply = reply(transport, call(api.at("/token?x=%2F+1"), 20_000));
      assertThat(reply.status()).isEqualTo(201);
      assertThat(text(reply)).isEqualTo("stát");
      assertThat(reply.headers().get("x-ANSWER")).containsExactly("42");
      Api.Seen seen = api.seen.get(0);
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.uri()).hasToString("/token?x=%2F+1");
      assertThat(seen.header("X-Key")).isEqualTo(secret);
      assertThat(seen.header("Accept")).contains("a/b").contains("c/d");
      assertThat(seen.body()).isEqualTo("secret=" + secret);
      assertThat(seen.header("Authorization")).isEmpty();
      assertThat(canary.leaksIn(reply, transport)).isEmpty();
    }
  }

  @Test
  void send_noBody_neitherWay() throws Exception {
    try (Api api = Api.of(seen -> new Answer(204, Map.of(), ""));
        HttpTransport transport = transport()) {
      HttpReply reply = reply(transport, get(api.at("/")));
      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.body().content().remaining()).isZero();
      assertThat(api.seen.get(0).body()).isEmpty();
    }
  }

  @Test
  void send_reply_comesOnTheContextsExecutor() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (Api api =
            Api.of(seen -> {
              go.join();
              return Answer.of(200);
            });
        HttpTransport transport = transport()) {
      CompletableFuture<String> thread =
          transport
              .send(get(api.at("/")))
              .thenApply(reply -> Thread.currentThread().getName())
              .toCompletableFuture();
      go.complete(null);
      assertThat(thread.get(20, TimeUnit.SECONDS)).isEqualTo(THREAD);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void send_redirect_isTheReply(int status) throws Exception {
    try (Api api = Api.of(seen -> Answer.to(status, "/elsewhere"));
        HttpTransport transport = transport()) {
      assertThat(reply(transport, call(api.at("/"), 20_000)).status()).isEqualTo(status);
      assertThat(api.seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 407, 429, 500, 503})
  void send_refusal_isTheReplyWithItsBody(int status) throws Exception {
    try (Api api =
            Api.of(seen ->
                new Answer(status, Map.of("WWW-Authenticate", "Basic realm=\"x\""), "why"));
        HttpTransport transport = transport()) {
      HttpReply reply = reply(transport, call(api.at("/"), 20_000));
      assertThat(reply.status()).isEqualTo(status);
      assertThat(text(reply)).isEqualTo("why");
      assertThat(api.seen).hasSize(1);
    }
  }

  @Test
  void send_cookieSetBefore_isNotSent() throws Exception {
    try (Api api = Api.of(seen -> new Answer(200, Map.of("Set-Cookie", "sid=1; Path=/"), ""));
        HttpTransport transport = transport()) {
      reply(transport, get(api.at("/")));
      reply(transport, get(api.at("/")));
      assertThat(api.seen.get(1).header("Cookie")).isEmpty();
    }
  }

  @Test
  void send_manyAtOnce_eachGetsItsOwn() throws Exception {
    try (Api api = Api.of(seen -> new Answer(200, Map.of(), seen.uri().getPath()));
        HttpTransport transport = transport()) {
      List<CompletableFuture<HttpReply>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(transport.send(get(api.at("/" + i))).toCompletableFuture());
      }
      for (int i = 0; i < all.size(); i++) {
        assertThat(text(all.get(i).get(30, TimeUnit.SECONDS))).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void send_replyOfOneMebibyte_isWholeAndOneByteMoreFails() throws Exception {
    try (Api api =
            Api.of(seen ->
                new Answer(
                    200,
                    Map.of(),
                    "x".repeat(LARGEST + (seen.uri().getPath().equals("/more") ? 1 : 0))));
        HttpTransport transport = transport()) {
      assertThat(reply(transport, get(api.at("/"))).body().content().remaining())
          .isEqualTo(LARGEST);
      assertThat(failure(transport, get(api.at("/more")))).hasMessageContaining("1 MiB");
    }
  }

  @Test
  void send_replyWithoutEnd_failsAndReadsNoFurther() throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    try (RawServer server =
            new RawServer((head, out) -> {
              RawServer.write(out, "HTTP/1.1 200 OK\r\n\r\n");
              byte[] part = new byte[64 << 10];
              try {
                for (int i = 0; i < 1 << 14; i++) {
                  out.write(part);
                }
              } catch (IOException closed) {
                gone.complete(null);
              }
            });
        HttpTransport transport = transport()) {
      assertThat(failure(transport, call(server.at("/"), 20_000))).hasMessageContaining("1 MiB");
      gone.get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nst"
      })
  void send_replyStalls_failsInTime(String begin) throws Exception {
    try (RawServer server = new RawServer((head, out) -> RawServer.write(out, begin));
        HttpTransport transport = transport()) {
      assertThat(failure(transport, call(server.at("/token?q=" + "x"), 400)))
          .hasMessageContaining("400 ms");
    }
  }

  @Test
  void send_replyTrickles_failsInTime() throws Exception {
    try (RawServer server =
            new RawServer((head, out) -> {
              RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
              CompletableFuture<Void> never = new CompletableFuture<>();
              for (int i = 0; i < 100_000; i++) {
                RawServer.write(out, "x");
                CompletableFuture<Void> unused =
                    never.copy().completeOnTimeout(null, 20, TimeUnit.MILLISECONDS);
                unused.join();
              }
            });
        HttpTransport transport = transport()) {
      assertThat(failure(transport, call(server.at("/"), 500))).hasMessageContaining("500 ms");
    }
  }

  /** What an answer that is no HTTP says may be the request itself. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 %s\r\n\r\n",
        "%s\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\n%s\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n%.1s"
      })
  void send_replyIsNoHttpOrBreaksOff_failsWithoutItsWords(String answer) throws Exception {
    try (RawServer server =
            new RawServer((head, out) -> {
              RawServer.write(out, String.format(answer, secret));
              out.close();
            });
        HttpTransport transport = transport()) {
      Throwable failure = catchThrowable(() -> reply(transport, call(server.at("/"), 20_000)));
      if (failure != null) {
        assertThat(failure).hasCauseInstanceOf(IOException.class);
        assertThat(canary.leaksIn(failure)).isEmpty();
      } else { // some clients read a field of any name, and a length below zero as none
        assertThat(answer).matches("(?s)HTTP/1.1 200 OK\r\n(%s|Content-Length: -1).*");
      }
    }
  }

  @Test
  void send_nothingListens_saysWhere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (HttpTransport transport = transport()) {
      URI nobody = URI.create("http://localhost:" + port + "/token?q=" + "x");
      assertThat(failure(transport, call(nobody, 20_000)))
          .hasMessageContaining("localhost:" + port)
          .hasMessageContaining("not reached");
    }
  }

  @Test
  void create_doesNoIo() throws Exception {
    try (Api proxy = Api.of(seen -> Answer.of(200));
        HttpTransport transport =
            declares("proxy") ? transport(Map.of("proxy", proxy.at(""))) : transport()) {
      assertThat(proxy.seen).isEmpty();
      assertThat(transport).isNotNull();
    }
  }

  @Test
  void close_twice_isFineAndEndsIt() throws Exception {
    try (Api api = Api.of(seen -> Answer.of(200))) {
      HttpTransport transport = transport();
      reply(transport, get(api.at("/")));
      transport.close();
      transport.close();
    }
  }

  @Test
  void send_trust_decidesWhoIsBelieved(@TempDir Path folder) throws Exception {
    Loopbacks tls = Loopbacks.in(folder);
    try (Api api = Api.secure(tls.server(), seen -> Answer.of(200));
        HttpTransport other = transport()) {
      assertThat(failure(other, call(api.at("/"), 20_000))).hasMessageContaining("trust");
      if (declares("trust")) {
        try (HttpTransport trusting = transport(Map.of("trust", tls.pem()))) {
          assertThat(reply(trusting, call(api.at("/"), 20_000)).status()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void send_certificateOfAnotherName_isNotBelieved(@TempDir Path folder) throws Exception {
    if (!declares("trust")) {
      return;
    }
    Loopbacks tls = Loopbacks.of(folder, "dns:other.example");
    try (Api api = Api.secure(tls.server(), seen -> Answer.of(200));
        HttpTransport trusting = transport(Map.of("trust", tls.pem()))) {
      failure(trusting, call(api.at("/"), 20_000));
      assertThat(api.seen).isEmpty();
    }
  }

  /** What meets a transport that writes its request with the end of the handshake. */
  @Test
  void send_serverHangsUpAsTheHandshakeEnds_isNotWaitedFor(@TempDir Path folder) throws Exception {
    if (!declares("trust")) {
      return;
    }
    Loopbacks tls = Loopbacks.in(folder);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      executor.execute(() -> hangUp(server, tls.server()));
      URI uri = URI.create("https://localhost:" + server.getLocalPort() + "/");
      // It is a race: each turn needs a connection of its own, and one turn proves little.
      for (int turn = 0; turn < 20; turn++) {
        try (HttpTransport trusting = transport(Map.of("trust", tls.pem()))) {
          assertThat(failure(trusting, call(uri, 20_000))).hasMessageNotContaining("no reply");
        }
      }
    }
  }

  private static void hangUp(ServerSocket server, SSLContext tls) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        socket.getOutputStream().write(firstFlight(engine, socket.getInputStream()));
        socket.shutdownOutput();
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException over) {
        // The client went away first, or the test is over.
      }
    }
  }

  /** Returns all a TLS 1.3 server says in a handshake: it answers the hello it reads. */
  private static byte[] firstFlight(SSLEngine engine, InputStream hello) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(1 << 16);
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    ByteBuffer data = ByteBuffer.allocate(1 << 16);
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
        default -> {
          if (out.position() > 0) {
            return Arrays.copyOf(out.array(), out.position());
          }
          int read = hello.read(in.array(), in.position(), in.remaining());
          if (read < 0) {
            throw new EOFException();
          }
          in.position(in.position() + read).flip();
          engine.unwrap(in, data);
          in.compact();
        }
      }
    }
  }

  @Test
  void send_proxy_isAskedForTheAddress() throws Exception {
    if (!declares("proxy")) {
      return;
    }
    try (Api proxy = Api.of(seen -> Answer.of(200));
        HttpTransport transport = transport(Map.of("proxy", proxy.at("")))) {
      URI behind = URI.create("http://idp.internal/token");
      assertThat(reply(transport, call(behind, 20_000)).status()).isEqualTo(200);
      assertThat(proxy.seen.get(0).uri()).isEqualTo(behind);
    }
  }

  @Test
  void create_trustThatWillNotDo_saysWhichSettingAndFile(@TempDir Path folder) throws Exception {
    if (!declares("trust")) {
      return;
    }
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), secret);
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path missing = folder.resolve("missing.pem");
    for (Path file : List.of(garbage, empty, missing)) {
      Throwable failure = catchThrowable(() -> transport(Map.of("trust", file)));
      assertThat(failure)
          .isInstanceOf(AuthConfigException.class)
          .hasNoCause()
          .hasMessageStartingWith("countersign.http.trust: " + file);
      assertThat(canary.leaksIn(failure)).isEmpty();
    }
  }

  @Test
  void create_proxyWithAUser_isRefusedWithoutShowingIt() {
    if (!declares("proxy")) {
      return;
    }
    canary.watch("user", "proxy-user-0123");
    Throwable failure =
        catchThrowable(
            () -> transport(Map.of("proxy", URI.create("http://u:proxy-user-0123@proxy:3128"))));
    assertThat(failure)
        .isInstanceOf(AuthConfigException.class)
        .hasMessageStartingWith("countersign.http.proxy");
    assertThat(canary.leaksIn(failure)).isEmpty();
  }

  @Test
  void showing_identity_isWhatTheServerSees(@TempDir Path folder) throws Exception {
    Mutual tls = Mutual.ofThisJvm(folder);
    if (!shows(tls)) {
      return;
    }
    try (Api api = Api.mutual(tls.server, true, seen -> Answer.of(200));
        HttpTransport transport = transport();
        HttpTransport one = transport.showing(tls.one);
        HttpTransport other = transport.showing(tls.other)) {
      for (HttpTransport shown : List.of(one, other, one)) {
        assertThat(reply(shown, call(api.at("/"), 20_000)).status()).isEqualTo(200);
      }
      assertThat(api.shown).containsExactly("CN=one", "CN=other", "CN=one");
      assertThat(api.seen.get(1).body()).isEqualTo("secret=" + secret);
      assertThat(canary.leaksIn(one, other)).isEmpty();
    }
  }

  @Test
  void showing_serverNamesOtherAuthorities_isShownAllTheSame(@TempDir Path folder)
      throws Exception {
    Mutual tls = Mutual.ofThisJvm(folder);
    if (!shows(tls)) {
      return;
    }
    try (Api api = Api.mutual(tls.server, true, seen -> Answer.of(200));
        HttpTransport transport = transport();
        HttpTransport shown = transport.showing(tls.self)) {
      assertThat(reply(shown, call(api.at("/"), 20_000)).status()).isEqualTo(200);
      assertThat(api.shown).containsExactly("CN=self");
    }
  }

  /** TLS 1.3 tells it after the handshake: what was sent meanwhile meets a closed connection. */
  @Test
  void showing_noneWhereOneIsNeeded_saysSo(@TempDir Path folder) throws Exception {
    Mutual tls = Mutual.ofThisJvm(folder);
    if (!shows(tls) || !declares("trust")) {
      return;
    }
    try (Api api = Api.mutual(tls.server, true, seen -> Answer.of(200));
        HttpTransport without = transport(Map.of("trust", tls.pem(folder)))) {
      assertThat(failure(without, call(api.at("/"), 20_000)).getMessage())
          .containsAnyOf("client certificate", "the connection broke");
      assertThat(api.seen).isEmpty();
    }
  }

  @Test
  void showing_closed_endsThatAlone(@TempDir Path folder) throws Exception {
    Mutual tls = Mutual.ofThisJvm(folder);
    if (!shows(tls) || !declares("trust")) {
      return;
    }
    try (Api api = Api.mutual(tls.server, false, seen -> Answer.of(200));
        HttpTransport transport = transport(Map.of("trust", tls.pem(folder)));
        HttpTransport one = transport.showing(tls.one)) {
      HttpTransport other = transport.showing(tls.other);
      reply(other, call(api.at("/"), 20_000));
      other.close();
      other.close();
      reply(one, call(api.at("/"), 20_000));
      reply(transport, call(api.at("/"), 20_000));
      assertThat(api.shown).containsExactly("CN=other", "CN=one", "");
    }
  }

  private boolean shows(Mutual tls) {
    try (HttpTransport transport = transport()) {
      transport.showing(tls.one).close();
      return true;
    } catch (UnsupportedOperationException cannot) {
      return false;
    }
  }

  /** A server that takes any client certificate and names an authority that made none of them. */
  private static final class Mutual {
    private static final String LOCAL = "san=dns:localhost,ip:127.0.0.1";
    private static @Nullable Mutual made;

    final X509Certificate authority;
    final SSLContext server;
    final TlsIdentity one;
    final TlsIdentity other;
    final TlsIdentity self;

    private Mutual(ThrowawayAuthority by) {
      authority = by.certificate();
      server =
          by.issue("localhost", "-ext", LOCAL)
              .server(new Anybody(by.selfSigned("elsewhere").chain().get(0)));
      one = client(by.issue("one"));
      other = client(by.issue("other"));
      self = client(by.selfSigned("self", "-keyalg", "RSA"));
    }

    /** Returns the one of this JVM: to make keys takes seconds. */
    static synchronized Mutual ofThisJvm(Path folder) {
      Mutual before = made;
      if (before == null) {
        before = new Mutual(ThrowawayAuthority.in(folder));
        made = before;
      }
      return before;
    }

    private TlsIdentity client(Certified certified) {
      return certified.identity().trusting(List.of(authority));
    }

    Path pem(Path folder) throws IOException {
      return Files.writeString(folder.resolve("authority.pem"), Certified.pem(authority));
    }
  }

  private record Anybody(X509Certificate named) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {named};
    }
  }
}
