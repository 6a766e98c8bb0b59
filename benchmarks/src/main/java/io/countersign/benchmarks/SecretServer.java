package io.countersign.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Vault with an engine of KV version 2, and a Secrets Manager, on this machine. Every answer
 * takes 20 ms; every secret has the fields {@code f0} to {@code f49}. It counts what is asked of
 * it.
 */
final class SecretServer implements AutoCloseable {
  static final int FIELDS = 50;

  private static final long LATENCY_MILLIS = 20;
  private static final int BACKLOG = 200;
  private static final Pattern NAME = Pattern.compile("\"SecretId\"\\s*:\\s*\"([^\"]+)\"");

  private final HttpServer server;
  private final ExecutorService threads;
  private final String content;

  private int logins;
  private int reads;
  private int open;
  private int mostOpen;
  private long began;
  private long loggedIn;
  private long answered;

  /**
   * What it has seen.
   *
   * @param logins how many logins
   * @param reads how many other requests
   * @param mostOpen how many of these were open at one moment, at the most
   * @param nanos from the end of the login, or from the first read without one, to the last answer
   */
  record Seen(int logins, int reads, int mostOpen, long nanos) {}

  SecretServer() throws IOException {
    StringBuilder fields = new StringBuilder("{");
    for (int i = 0; i < FIELDS; i++) {
      fields.append(i == 0 ? "" : ",").append("\"f%d\":\"a-value-of-20-bytes%d\"".formatted(i, i));
    }
    content = fields.append('}').toString();
    threads =
        Executors.newCachedThreadPool(work -> {
          Thread thread = new Thread(work, "secret-server");
          thread.setDaemon(true);
          return thread;
        });
    // Else the two halves of an answer wait for each other, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean login = exchange.getRequestURI().getPath().endsWith("/login");
    arrived(login);
    try (exchange) {
      TimeUnit.MILLISECONDS.sleep(LATENCY_MILLIS);
      byte[] bytes = reply(exchange, login, body).getBytes(StandardCharsets.UTF_8);
      answering(login);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private String reply(HttpExchange exchange, boolean login, String body) {
    if (login) {
      return "{\"request_id\":\"a-request\",\"lease_id\":\"\",\"renewable\":false,"
          + "\"lease_duration\":0,\"data\":null,\"auth\":{\"client_token\":\"hvs.a-token\",\"accessor\":\"an-accessor\","
          + "\"policies\":[\"default\"],\"token_policies\":[\"default\"],\"metadata\":{},"
          + "\"lease_duration\":3600,\"renewable\":true,\"token_type\":\"service\"}}";
    }
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target == null) {
      return "{\"request_id\":\"a-request\",\"lease_id\":\"\",\"renewable\":false,"
          + "\"lease_duration\":0,\"data\":{\"data\":"
          + content
          + ",\"metadata\":{\"created_time\":\"2026-11-21T10:00:00Z\",\"deletion_time\":\"\","
          + "\"destroyed\":false,\"version\":1}}}";
    }
    Matcher asked = NAME.matcher(body);
    String name = asked.find() ? asked.group(1) : "";
    String head =
        "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:%1$s-AbCdEf\",\"Name\":\"%1$s\","
            .formatted(name);
    String version = "00000000-0000-0000-0000-000000000001";
    return target.endsWith("DescribeSecret")
        ? head + "\"VersionIdsToStages\":{\"" + version + "\":[\"AWSCURRENT\"]}}"
        : head
            + "\"VersionId\":\"%s\",\"VersionStages\":[\"AWSCURRENT\"],\"SecretString\":\"%s\"}"
                .formatted(version, content.replace("\"", "\\\""));
  }

  private synchronized void arrived(boolean login) {
    if (login) {
      logins++;
      return;
    }
    if (reads == 0) {
      began = System.nanoTime();
    }
    reads++;
    open++;
    mostOpen = Math.max(mostOpen, open);
  }

  private synchronized void answering(boolean login) {
    if (login) {
      loggedIn = System.nanoTime();
      return;
    }
    open--;
    answered = System.nanoTime();
  }

  /** Returns what it has seen since it was last asked. */
  synchronized Seen seen() {
    Seen seen = new Seen(logins, reads, mostOpen, answered - (logins > 0 ? loggedIn : began));
    logins = 0;
    reads = 0;
    mostOpen = 0;
    return seen;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
