package io.countersign.testkit.adapter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives a new token at {@code /token} each time, and at {@code /api} refuses all but one; the first
 * requests it refuses only when all of them are there.
 */
final class TokenServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final CountDownLatch together;
  private final String accepted;

  TokenServer(String accepted, int together) throws IOException {
    this.accepted = "Bearer " + accepted;
    this.together = new CountDownLatch(together);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/token", this::token);
    server.createContext("/api", this::api);
    server.start();
  }

  private void token(HttpExchange exchange) throws IOException {
    answer(exchange, 200, "t" + tokens.incrementAndGet());
  }

  private void api(HttpExchange exchange) throws IOException {
    if (List.of(accepted).equals(exchange.getRequestHeaders().get("Authorization"))) {
      answer(exchange, 200, "ok");
      return;
    }
    together.countDown();
    try {
      boolean all = together.await(30, TimeUnit.SECONDS);
      refusals.incrementAndGet();
      answer(exchange, all ? 401 : 500, "");
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  int tokensGiven() {
    return tokens.get();
  }

  int refusals() {
    return refusals.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
