package io.countersign.secrets.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A server for what the real one does not do when it is asked to. */
final class FakeVault implements AutoCloseable {
  static final String DATA =
      "{\"data\":{\"data\":{\"token\":\"t0ken\"},\"metadata\":{\"version\":7}}}";
  static final String ME =
      "{\"data\":{\"accessor\":\"7f3c9999\",\"policies\":[\"default\",\"acme-ro\"],\"ttl\":0}}";

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private volatile int latencyMillis;

  /** What is answered to one request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** A request that came. */
  record Got(String method, String target, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }
  }

  FakeVault() throws IOException {
    this(HttpServer.create(at(0), 0), "http");
  }

  private FakeVault(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    on("/v1/auth/token/lookup-self", json(200, ME));
  }

  /**
   * Begins one that speaks TLS.
   *
   * @param port 0 for a free one
   */
  static FakeVault secure(SSLContext tls, int port) throws IOException {
    HttpsServer server = HttpsServer.create(at(port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new FakeVault(server, "https");
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  URI address() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers so from now on to what begins with this. */
  FakeVault on(String target, Answer answer) {
    answers.put(target, answer);
    return this;
  }

  FakeVault after(int millis) {
    latencyMillis = millis;
    return this;
  }

  static Answer json(int status, String body) {
    return answer(status, body, "Content-Type", "application/json");
  }

  static Answer answer(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    };
  }

  /** Returns one answer after the other, the last for ever. */
  static Answer inTurn(Answer... each) {
    AtomicInteger next = new AtomicInteger();
    return exchange -> each[Math.min(next.getAndIncrement(), each.length - 1)].to(exchange);
  }

  List<Got> got() {
    return List.copyOf(got);
  }

  /** Returns what came to targets that begin with this. */
  List<Got> got(String target) {
    return got.stream().filter(request -> request.target().startsWith(target)).toList();
  }

  int mostOpen() {
    return mostOpen.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    try (exchange) {
      String target = exchange.getRequestURI().toString();
      got.add(
          new Got(
              exchange.getRequestMethod(),
              target,
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      if (latencyMillis > 0) {
        TimeUnit.MILLISECONDS.sleep(latencyMillis);
      }
      // Before its answer, since who has that may send the next.
      open.decrementAndGet();
      answers.entrySet().stream()
          .filter(entry -> target.startsWith(entry.getKey()))
          .max(Map.Entry.comparingByKey())
          .map(Map.Entry::getValue)
          .orElse(json(404, "{\"errors\":[]}"))
          .to(exchange);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
