package io.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A token endpoint that knows one client, and gives tokens that do not live long. */
final class DemoTokens {
  static final Duration LIFETIME = Duration.ofSeconds(2);

  private final Map<String, Long> ends = new ConcurrentHashMap<>();
  private final String client;

  DemoTokens(String secret) {
    byte[] pair = ("demo:" + secret).getBytes(StandardCharsets.UTF_8);
    this.client = "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean known =
        client.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && body.startsWith("grant_type=client_credentials");
    String reply = known ? token() : "{\"error\":\"invalid_client\"}";
    DemoApi.answer(exchange, known ? 200 : 401, reply);
  }

  private String token() {
    String token = DemoSecrets.one();
    ends.put(token, System.nanoTime() + LIFETIME.toNanos());
    return "{\"access_token\":\"" + token + "\",\"expires_in\":" + LIFETIME.toSeconds() + "}";
  }

  /** Returns whether the request carries a token that lives. */
  boolean passes(HttpExchange exchange) {
    String field = exchange.getRequestHeaders().getFirst("Authorization");
    Long end = field == null || !field.startsWith("Bearer ") ? null : ends.get(field.substring(7));
    return end != null && System.nanoTime() - end < 0;
  }

  /** Returns how many it has given. */
  int given() {
    return ends.size();
  }
}
