package io.countersign.oauth2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A token server that takes each refresh token once, or a few times more, and ends all that came of
 * the first when one is used too often; and an API that takes any access token until it is told not
 * to. It keeps a trace.
 */
final class RotatingServer implements AutoCloseable {
  private static final String RUN = "X-Run";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int reuses;
  private final String expiresIn;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Family> families = new HashMap<>();
  private final Map<String, Long> accessTokens = new LinkedHashMap<>();
  private final Set<String> refused = new HashSet<>();
  private volatile Runnable onArrival = () -> {};

  /**
   * One token request.
   *
   * @param run which process sent it, as it says in {@code X-Run}
   * @param carried the refresh token it came with
   * @param issued the one in its place; empty if the request was refused
   */
  record Step(String run, String carried, String issued) {}

  /** All that came of one first refresh token. */
  private static final class Family {
    final Map<String, Integer> uses = new HashMap<>();
    boolean ended;
  }

  /**
   * Starts it.
   *
   * @param reuses how often a refresh token may be used after the first time
   * @param expiresIn of its access tokens, as JSON
   */
  RotatingServer(int reuses, String expiresIn) throws IOException {
    this.reuses = reuses;
    this.expiresIn = expiresIn;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/token", this::renew);
    server.createContext("/api", this::serve);
    server.start();
  }

  /** Calls this whenever a token request has arrived and is not answered yet. */
  void onArrival(Runnable listener) {
    onArrival = listener;
  }

  /** Returns a first refresh token. */
  synchronized String seed() {
    return issue(new Family());
  }

  private String issue(Family family) {
    String token = "refresh-" + UUID.randomUUID();
    family.uses.put(token, 0);
    families.put(token, family);
    return token;
  }

  private void renew(HttpExchange exchange) throws IOException {
    try (exchange) {
      onArrival.run();
      String carried = form(exchange).getOrDefault("refresh_token", "");
      String run = exchange.getRequestHeaders().getOrDefault(RUN, List.of("")).get(0);
      String issued = spend(run, carried);
      answer(
          exchange,
          issued.isEmpty() ? 400 : 200,
          issued.isEmpty()
              ? "{\"error\":\"invalid_grant\",\"error_description\":\"used too often\"}"
              : "{\"access_token\":\"%s\",\"expires_in\":%s,\"refresh_token\":\"%s\"}"
                  .formatted("access-" + UUID.randomUUID(), expiresIn, issued));
    }
  }

  /** Returns the next refresh token, or nothing. */
  private synchronized String spend(String run, String carried) {
    Family family = families.getOrDefault(carried, new Family());
    family.ended |= family.uses.merge(carried, 1, Integer::sum) > 1 + reuses;
    boolean good = families.containsKey(carried) && !family.ended;
    String issued = good ? issue(family) : "";
    steps.add(new Step(run, carried, issued));
    return issued;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String header =
          exchange.getRequestHeaders().getOrDefault("Authorization", List.of("")).get(0);
      answer(exchange, accepts(header.replace("Bearer ", "")) ? 200 : 401, "{}");
    }
  }

  private synchronized boolean accepts(String token) {
    accessTokens.putIfAbsent(token, System.nanoTime());
    return !refused.contains(token);
  }

  /** From now on the API refuses what it was sent so far. */
  synchronized void refuse() {
    refused.addAll(accessTokens.keySet());
  }

  /** Returns when each access token came to the API for the first time, in nanoseconds. */
  synchronized List<Long> arrivals() {
    return List.copyOf(accessTokens.values());
  }

  /** Returns the token requests so far, the first first. */
  synchronized List<Step> steps() {
    return List.copyOf(steps);
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  URI token() {
    return at("/token");
  }

  URI api() {
    return at("/api");
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
