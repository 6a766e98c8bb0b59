package io.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** A protected API on the loopback interface: 200 for the right credential, else 401. */
final class DemoApi implements AutoCloseable {
  private final HttpServer server;
  private final DemoTokens tokens;

  /** Says whether a request carries the right credential in the right place, and only there. */
  @FunctionalInterface
  private interface Check {
    boolean passes(HttpExchange exchange) throws IOException;
  }

  private DemoApi(HttpServer server, DemoTokens tokens) {
    this.server = server;
    this.tokens = tokens;
  }

  static DemoApi start(DemoSecrets secrets) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String basic =
        Base64.getEncoder()
            .encodeToString(("reports:" + secrets.billing()).getBytes(StandardCharsets.UTF_8));
    protect(server, "/invoices", header("Authorization", "Basic " + basic));
    protect(server, "/orders", header("Authorization", "Bearer " + secrets.orders()));
    Check key = header("X-Api-Key", secrets.metrics());
    Check application = header("X-Application-Key", secrets.metricsApplication());
    protect(server, "/metrics", exchange -> key.passes(exchange) && application.passes(exchange));
    protect(
        server,
        "/tiles/7",
        exchange -> ("key=" + secrets.maps()).equals(exchange.getRequestURI().getRawQuery()));
    protect(server, "/wiki/home", header("Cookie", "session=" + secrets.wiki()));
    protect(server, "/search", exchange -> secrets.search().equals(member(exchange, "apiKey")));
    String session = DemoSecrets.one();
    server.createContext(
        "/login",
        exchange -> {
          try (exchange) {
            boolean known = secrets.portal().equals(member(exchange, "password"));
            answer(exchange, known ? 200 : 403, known ? "{\"session\":\"" + session + "\"}" : "{}");
          }
        });
    protect(server, "/profile", header("X-Session", session));
    protect(server, "/jobs", new DemoSignatures(secrets.jobs())::passes);
    DemoTokens tokens = new DemoTokens(secrets.crm());
    server.createContext(
        "/oauth/token",
        exchange -> {
          try (exchange) {
            tokens.answer(exchange);
          }
        });
    protect(server, "/contacts", tokens::passes);
    protect(server, "/payments", tokens::passesBound);
    server.start();
    return new DemoApi(server, tokens);
  }

  private static Check header(String name, String value) {
    return exchange -> List.of(value).equals(exchange.getRequestHeaders().get(name));
  }

  private static String member(HttpExchange exchange, String name) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      Config json =
          ConfigFactory.parseString(
              body, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      return json.hasPath(name) ? json.getString(name) : "";
    } catch (ConfigException malformed) {
      return "";
    }
  }

  static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void protect(HttpServer server, String path, Check check) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(check.passes(exchange) ? 200 : 401, -1);
          }
        });
  }

  /** Returns how many access tokens it has given. */
  int tokens() {
    return tokens.given();
  }

  /** Returns its address, without a path. */
  URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
