package io.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A token endpoint that knows one client, and gives tokens that do not live long: bound to a key
 * (RFC 9449) if the request proves one.
 */
final class DemoTokens {
  static final Duration LIFETIME = Duration.ofSeconds(2);

  private final Map<String, Given> given = new ConcurrentHashMap<>();
  private final DemoProofs proofs = new DemoProofs();
  private final String client;

  /**
   * A token.
   *
   * @param key the thumbprint of that which it is bound to; empty for none
   */
  private record Given(long end, String key) {}

  DemoTokens(String secret) {
    byte[] pair = ("demo:" + secret).getBytes(StandardCharsets.UTF_8);
    this.client = "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean known =
        client.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && body.startsWith("grant_type=client_credentials");
    if (!known) {
      DemoApi.answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    Optional<String> key = proofs.isIn(exchange) ? proofs.keyOf(exchange, "") : Optional.of("");
    DemoApi.answer(
        exchange,
        key.isPresent() ? 200 : 400,
        key.map(this::token).orElse("{\"error\":\"use_dpop_nonce\"}"));
  }

  private String token(String key) {
    String token = DemoSecrets.one();
    given.put(token, new Given(System.nanoTime() + LIFETIME.toNanos(), key));
    return "{\"access_token\":\"%s\",\"token_type\":\"%s\",\"expires_in\":%d}"
        .formatted(token, key.isEmpty() ? "Bearer" : "DPoP", LIFETIME.toSeconds());
  }

  /** Returns whether the request carries a token that lives, and that whoever has it may use. */
  boolean passes(HttpExchange exchange) {
    return keyOf(exchange, "Bearer ").filter(String::isEmpty).isPresent();
  }

  /** Returns whether it carries one that is bound to a key, and proves that. */
  boolean passesBound(HttpExchange exchange) {
    Optional<String> key = keyOf(exchange, "DPoP ").filter(bound -> !bound.isEmpty());
    return key.isPresent() && key.equals(proofs.keyOf(exchange, token(exchange, "DPoP ")));
  }

  private Optional<String> keyOf(HttpExchange exchange, String scheme) {
    return Optional.ofNullable(given.get(token(exchange, scheme)))
        .filter(token -> System.nanoTime() - token.end < 0)
        .map(Given::key);
  }

  private static String token(HttpExchange exchange, String scheme) {
    String field = exchange.getRequestHeaders().getFirst("Authorization");
    return field == null || !field.startsWith(scheme) ? "" : field.substring(scheme.length());
  }

  /** Returns how many it has given. */
  int given() {
    return given.size();
  }
}
