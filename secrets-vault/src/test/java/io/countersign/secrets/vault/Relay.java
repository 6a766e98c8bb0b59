package io.countersign.secrets.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between a source and a server, which can be cut. */
final class Relay implements AutoCloseable {
  private final String host;
  private final URI server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int port;
  private ServerSocket entrance;
  private Thread porter;
  private volatile boolean swallowing;

  /**
   * Begins to let everything pass.
   *
   * @param host of the loopback, where it listens
   */
  Relay(String host, URI server) throws IOException {
    this.host = host;
    this.server = server;
    this.entrance = new ServerSocket(0, 50, InetAddress.getByName(host));
    this.port = entrance.getLocalPort();
    this.porter = accept(entrance);
  }

  /** Returns the address of the server as it is seen from here. */
  URI address() {
    return URI.create(server.getScheme() + "://" + host + ":" + port);
  }

  /** Breaks what is open, and refuses what comes. */
  void cut() throws IOException {
    entrance.close();
    try {
      porter.join(); // until then the system may let one more in
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Lets everything pass again. */
  void mend() throws IOException {
    swallowing = false;
    entrance = new ServerSocket();
    entrance.setReuseAddress(true);
    entrance.bind(new InetSocketAddress(host, port));
    porter = accept(entrance);
  }

  /** Takes what comes and answers nothing, as a firewall may. */
  void swallow() {
    swallowing = true;
  }

  private Thread accept(ServerSocket at) {
    return start(() -> {
      while (!at.isClosed()) {
        Socket near = at.accept();
        Socket far = new Socket(server.getHost(), server.getPort());
        open.add(near);
        open.add(far);
        pump(near, far);
        pump(far, near);
      }
    });
  }

  private void pump(Socket from, Socket to) {
    Thread unused =
        start(() -> {
          try (from;
              to) {
            InputStream in = from.getInputStream();
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
              if (!swallowing) {
                to.getOutputStream().write(bytes, 0, read);
              }
            }
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(() -> {
          try {
            work.run();
          } catch (IOException cut) {
            return; // as it is meant
          }
        });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() {
    try {
      cut();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
