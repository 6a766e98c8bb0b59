package io.countersign.benchmarks;

import io.countersign.Authenticator;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The way of a request through each adapter, beside the client with the same header set by hand,
 * against a server on this machine: one by one, by turns, so that both see the same disturbances. A
 * second client of the same kind in the adapter's place shows what is none of the adapter's.
 */
public final class Loopback {
  private static final int WARM = 20_000;
  private static final int PAIRS = 40_000;
  private static final String TOKEN = "Bearer a-token-of-40-characters-0123456789abc";
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private Loopback() {}

  /** One request. */
  @FunctionalInterface
  private interface Way {
    void send() throws Exception;
  }

  /** Prints a table in Markdown. */
  public static void main(String[] arguments) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread accepting = new Thread(() -> accept(server));
      accepting.setDaemon(true);
      accepting.start();
      URI address = URI.create("http://localhost:" + server.getLocalPort() + "/orders");
      Authenticator bearer =
          Authenticator.carrying(Live.of(Credentials.header("Authorization", TOKEN)));
      System.out.println("| adapter | header by hand | by the adapter | added (median of pairs) |");
      System.out.println("|---|---|---|---|");
      jdk(address, bearer);
      jetty(address, bearer);
    }
  }

  private static void jdk(URI address, Authenticator bearer) throws Exception {
    HttpClient bare = jdkBuilder().build();
    HttpClient another = jdkBuilder().build();
    HttpClient with = io.countersign.http.jdk.AuthenticatingHttpClient.of(jdkBuilder(), bearer);
    HttpRequest request = HttpRequest.newBuilder(address).build();
    HttpRequest byHand = HttpRequest.newBuilder(address).header("Authorization", TOKEN).build();
    Way bareWay = () -> bare.send(byHand, BodyHandlers.ofByteArray());
    compare(
        "java.net.http, a second client",
        bareWay,
        () -> another.send(byHand, BodyHandlers.ofByteArray()));
    compare("http-jdk", bareWay, () -> with.send(request, BodyHandlers.ofByteArray()));
  }

  private static HttpClient.Builder jdkBuilder() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
  }

  private static void jetty(URI address, Authenticator bearer) throws Exception {
    org.eclipse.jetty.client.HttpClient bare = new org.eclipse.jetty.client.HttpClient();
    org.eclipse.jetty.client.HttpClient another = new org.eclipse.jetty.client.HttpClient();
    org.eclipse.jetty.client.HttpClient below = new org.eclipse.jetty.client.HttpClient();
    bare.start();
    another.start();
    below.start();
    io.countersign.http.jetty.AuthenticatingHttpClient with =
        io.countersign.http.jetty.AuthenticatingHttpClient.of(below, bearer);
    compare("Jetty, a second client", byHand(bare, address), byHand(another, address));
    compare("http-jetty", byHand(bare, address), () -> with.newRequest(address).send());
    bare.stop();
    another.stop();
    below.stop();
  }

  private static Way byHand(org.eclipse.jetty.client.HttpClient client, URI address) {
    return () ->
        client.newRequest(address).headers(fields -> fields.put("Authorization", TOKEN)).send();
  }

  private static void compare(String name, Way bare, Way with) throws Exception {
    for (int i = 0; i < WARM; i++) {
      bare.send();
      with.send();
    }
    long[] without = new long[PAIRS];
    long[] within = new long[PAIRS];
    long[] added = new long[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      // Who goes first changes, so that none of the two always follows the other.
      boolean first = (i & 1) == 0;
      long one = time(first ? bare : with);
      long other = time(first ? with : bare);
      without[i] = first ? one : other;
      within[i] = first ? other : one;
      added[i] = within[i] - without[i];
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f µs | %.1f µs | %.1f µs |%n",
        name,
        median(without) / 1e3,
        median(within) / 1e3,
        median(added) / 1e3);
  }

  private static long time(Way way) throws Exception {
    long start = System.nanoTime();
    way.send();
    return System.nanoTime() - start;
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread serving = new Thread(() -> serve(socket));
        serving.setDaemon(true);
        serving.start();
      }
    } catch (IOException over) {
      // the program has ended
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          out.write(ANSWER);
          out.flush();
        }
      }
    } catch (IOException gone) {
      // the client has closed its connection
    }
  }
}
