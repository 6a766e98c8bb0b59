package io.countersign.testkit.adapter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A server on loopback that remembers what it was sent. */
public final class Api implements AutoCloseable {
  /** What it was sent, the first first. */
  public final List<Seen> seen = new CopyOnWriteArrayList<>();

  /** Whose certificate was shown with each of them, as {@code CN=billing}; empty for none. */
  public final List<String> shown = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String scheme;

  /** One request as it arrived. */
  public record Seen(String method, URI uri, Map<String, List<String>> headers, String body) {
    /** Keeps a copy that finds fields in any case. */
    public Seen {
      // The server's own map has no toString on 17, and holds(…) would see nothing.
      Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      copy.putAll(headers);
      headers = copy;
    }

    /** Returns the values of a header field. */
    public String header(String name) {
      return String.join("; ", headers.getOrDefault(name, List.of()));
    }

    /** Shows the begin of the body: a test that fails should be readable. */
    @Override
    public String toString() {
      String begin = body.length() > 200 ? body.substring(0, 200) + "…" : body;
      return "Seen[" + method + " " + uri + " " + headers + " " + begin + "]";
    }

    /** Returns whether a text stands anywhere in it. */
    public boolean holds(String value) {
      return uri.toString().contains(value)
          || body.contains(value)
          || headers.toString().contains(value);
    }
  }

  /** What it answers. */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** Returns one that says its status in its body. */
    public static Answer of(int status) {
      return new Answer(status, Map.of(), "status " + status);
    }

    /** Returns a redirect. */
    public static Answer to(int status, String location) {
      return new Answer(status, Map.of("Location", location), "elsewhere");
    }
  }

  private Api(HttpServer server, String scheme, Function<Seen, Answer> answers) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
  }

  /** Starts one on {@code http://localhost}. */
  public static Api of(Function<Seen, Answer> answers) throws IOException {
    return new Api(HttpServer.create(loopback(), 0), "http", answers);
  }

  /** Starts one on {@code https://localhost}. */
  public static Api secure(SSLContext tls, Function<Seen, Answer> answers) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new Api(server, "https", answers);
  }

  /**
   * As {@link #secure}, asking for client certificates.
   *
   * @param needed whether nobody is answered without
   */
  public static Api mutual(SSLContext tls, boolean needed, Function<Seen, Answer> answers)
      throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters connection) {
            SSLParameters asked = getSSLContext().getDefaultSSLParameters();
            if (needed) {
              asked.setNeedClientAuth(true);
            } else {
              asked.setWantClientAuth(true);
            }
            connection.setSSLParameters(asked);
          }
        });
    return new Api(server, "https", answers);
  }

  private static String certificate(HttpExchange exchange) {
    try {
      return exchange instanceof HttpsExchange secure
          ? ((X509Certificate) secure.getSSLSession().getPeerCertificates()[0])
              .getSubjectX500Principal()
              .getName()
          : "";
    } catch (SSLPeerUnverifiedException none) {
      return "";
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange, Function<Seen, Answer> answers) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Seen request =
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              exchange.getRequestHeaders(),
              body);
      shown.add(certificate(exchange));
      seen.add(request);
      Answer answer = answers.apply(request);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Returns an address of it. */
  public URI at(String path) {
    return at("localhost", path);
  }

  /** As {@link #at(String)}, under another name of this machine. */
  public URI at(String host, String path) {
    return URI.create(scheme + "://" + host + ":" + server.getAddress().getPort() + path);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
