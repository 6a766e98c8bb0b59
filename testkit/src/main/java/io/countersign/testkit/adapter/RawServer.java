package io.countersign.testkit.adapter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that can do what no server should; each request head is a list of its lines. */
public final class RawServer implements AutoCloseable {
  /** The heads that came, each a list of its lines. */
  public final List<List<String>> heads = new CopyOnWriteArrayList<>();

  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ServerSocket listening;

  /** Answers one request; keep the stream open to go on with the connection. */
  public interface Behaviour {
    /** Answers. */
    void answer(List<String> head, OutputStream out) throws Exception;
  }

  /** Starts one on localhost. */
  public RawServer(Behaviour behaviour) throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(() -> {
      while (!listening.isClosed()) {
        Socket socket = listening.accept();
        sockets.add(socket);
        start(() -> serve(socket, behaviour));
      }
    });
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(() -> {
          try {
            work.run();
          } catch (Exception over) {
            // The other side went away, or the test is over: what a test expects of it, it asserts.
          }
        });
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket, Behaviour behaviour) throws Exception {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      while (!socket.isClosed()) {
        List<String> head = new java.util.ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          head.add(line);
        }
        if (head.isEmpty()) {
          return;
        }
        heads.add(head);
        behaviour.answer(head, socket.getOutputStream());
      }
    }
  }

  /** Writes and flushes. */
  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Returns whether a line has this part. */
  public static boolean has(List<String> head, String part) {
    return head.stream().anyMatch(line -> line.contains(part));
  }

  /** Returns how many connections came. */
  public int connections() {
    return sockets.size();
  }

  /** Returns an address of it. */
  public URI at(String path) {
    return URI.create("http://localhost:" + listening.getLocalPort() + path);
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
