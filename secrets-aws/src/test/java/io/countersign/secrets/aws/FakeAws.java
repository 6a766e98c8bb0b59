package io.countersign.secrets.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint for what the real one won't do: it answers as a test says, and counts. */
final class FakeAws implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger widest = new AtomicInteger();
  final List<String> bodies = new CopyOnWriteArrayList<>();

  /** What to answer. */
  interface Answers {
    void to(HttpExchange exchange) throws IOException;
  }

  FakeAws(Answers answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(pool);
    server.createContext(
        "/",
        exchange -> {
          int now = open.incrementAndGet();
          widest.accumulateAndGet(now, Math::max);
          try (exchange) {
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answers.to(exchange);
          } finally {
            open.decrementAndGet();
          }
        });
    server.start();
  }

  /** Answers every request alike. */
  static FakeAws saying(int status, String body, String... headers) throws IOException {
    return new FakeAws(exchange -> answer(exchange, status, body, headers));
  }

  /** Answers every request with an error of AWS. */
  static FakeAws failing(int status, String code, String... headers) throws IOException {
    return saying(status, "{\"__type\": \"" + code + "\", \"message\": \"s3cr3t\"}", headers);
  }

  static void answer(HttpExchange exchange, int status, String body, String... headers)
      throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  URI root() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns how many requests were open at once, at most. */
  int widest() {
    return widest.get();
  }

  @Override
  public void close() {
    server.stop(0);
    pool.shutdownNow();
  }
}
