package io.countersign.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A token endpoint that takes 50 ms, and the API that its tokens are for, on this machine. It
 * counts what is asked of it.
 */
final class TokenServer implements AutoCloseable {
  private static final long LATENCY_MILLIS = 50;
  private static final int BACKLOG = 2_000;

  private final Duration lifetime;
  private final Duration fault;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Map<String, Long> ends = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final LongAdder unearned = new LongAdder();
  private volatile CountDownLatch together = new CountDownLatch(0);

  private final Queue<Fault> faults = new ArrayDeque<>();
  private Fault met = Fault.NONE;
  private long faultEnds;
  private long nextFaultFrom;
  private int requests;
  private int faulted;
  private int renewals;
  private int answering;
  private long newest;

  /** What a token request meets. */
  private enum Fault {
    NONE,
    ERROR,
    HANG
  }

  /**
   * What it has seen.
   *
   * @param tokenRequests how many came
   * @param faulted how many of them met a fault
   * @param renewals how many of the others were needed: none was being answered, and the newest
   *     token had lived half of its life, or there was none
   * @param unearned how often the API refused a token that was never revoked
   */
  record Seen(int tokenRequests, int faulted, int renewals, long unearned) {
    int surplus() {
      return tokenRequests - faulted - renewals;
    }
  }

  /**
   * Starts.
   *
   * @param lifetime of its tokens, in whole seconds
   * @param fault how long each of its two faults lasts, zero for none. One begins with the first
   *     token request that comes half a lifetime after the first token, or after the fault before:
   *     first it answers 500, then it is silent and closes the connection in the end.
   */
  TokenServer(Duration lifetime, Duration fault) throws IOException {
    this.lifetime = lifetime;
    this.fault = fault;
    if (!fault.isZero()) {
      faults.addAll(List.of(Fault.ERROR, Fault.HANG));
    }
    threads =
        Executors.newCachedThreadPool(work -> {
          Thread thread = new Thread(work, "token-server");
          thread.setDaemon(true);
          return thread;
        });
    // Else the two halves of an answer wait for each other, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Else it closes connections under a thousand threads that are about to use them.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "5000");
    System.setProperty("sun.net.httpserver.idleInterval", "3600");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/token", this::token);
    server.createContext("/api", this::api);
    server.start();
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  Duration lifetime() {
    return lifetime;
  }

  private void token(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    try (exchange) {
      switch (arrived(System.nanoTime())) {
        case ERROR -> answer(exchange, 500, "");
        case HANG -> TimeUnit.NANOSECONDS.sleep(faultEnds() - System.nanoTime());
        default -> {
          TimeUnit.MILLISECONDS.sleep(LATENCY_MILLIS);
          answer(exchange, 200, reply());
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Fault arrived(long now) {
    requests++;
    if (met != Fault.NONE && now - faultEnds >= 0) {
      met = Fault.NONE;
    }
    if (met == Fault.NONE && !ends.isEmpty() && !faults.isEmpty() && now - nextFaultFrom >= 0) {
      met = faults.remove();
      faultEnds = now + fault.toNanos();
      nextFaultFrom = faultEnds + lifetime.toNanos() / 2;
    }
    if (met != Fault.NONE) {
      faulted++;
      return met;
    }
    if (answering == 0 && (ends.isEmpty() || now - newest >= lifetime.toNanos() / 2)) {
      renewals++;
    }
    answering++;
    return Fault.NONE;
  }

  private synchronized long faultEnds() {
    return faultEnds;
  }

  private synchronized String reply() {
    newest = System.nanoTime();
    if (ends.isEmpty()) {
      nextFaultFrom = newest + lifetime.toNanos() / 2;
    }
    String token = "a-token-of-40-characters-" + (100_000_000_000_000L + ends.size());
    ends.put("Bearer " + token, newest + lifetime.toNanos());
    answering--;
    notifyAll();
    return "{\"access_token\": \"%s\", \"token_type\": \"Bearer\", \"expires_in\": %d}"
        .formatted(token, lifetime.toSeconds());
  }

  private void api(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = status(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      CountDownLatch others = together;
      if (status == 401) {
        others.countDown();
      }
      boolean all = status == 200 || others.await(30, TimeUnit.SECONDS);
      answer(exchange, all ? status : 500, "");
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Returns what the API says to this: 200 or 401. */
  int status(String authorization) {
    Long end = ends.get(authorization);
    if (revoked.contains(authorization)) {
      return 401;
    }
    if (end != null && System.nanoTime() - end < 0) {
      return 200;
    }
    unearned.increment();
    return 401;
  }

  /** Revokes all tokens of now; requests with them are refused when so many of them are there. */
  void revoke(int requestsTogether) {
    together = new CountDownLatch(requestsTogether);
    revoked.addAll(ends.keySet());
  }

  /** Returns what it has seen, when what is being answered is answered. */
  synchronized Seen seen() throws InterruptedException {
    while (answering > 0) {
      wait();
    }
    return new Seen(requests, faulted, renewals, unearned.sum());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
