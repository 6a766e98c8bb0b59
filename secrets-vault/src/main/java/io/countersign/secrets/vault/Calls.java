package io.countersign.secrets.vault;

import io.countersign.secrets.vault.Trouble.Passes;
import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpReply;
import io.countersign.spi.ReplyData;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the server, never more than {@value #OPEN} at once. Thread-safe; each blocks until its
 * reply is there or its time is over.
 */
final class Calls implements AutoCloseable {
  private static final int OPEN = 16;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Driver driver;
  private final Connections connections;
  private final Statuses statuses;
  private final Server server;
  private final Duration timeout;
  private final int retries;
  private final AuthContext context;
  private final Semaphore room = new Semaphore(OPEN);

  /** When a call is sent again. */
  enum Again {
    /** Whenever the trouble may pass: it changes nothing there. */
    READ(Passes.PERHAPS),
    /** When the server has not looked at it: a refused login counts there. */
    LOGIN(Passes.UNSEEN),
    /** Never: what it carries is good for one use. */
    NEVER(null);

    private final @Nullable Passes least;

    Again(@Nullable Passes least) {
      this.least = least;
    }

    boolean after(Trouble trouble) {
      return least != null && trouble.passes().compareTo(least) >= 0;
    }
  }

  /**
   * Makes them.
   *
   * @param timeout how long one of them may take
   * @param retries how often a call is sent again at most
   */
  Calls(
      Server server, Connections connections, Duration timeout, int retries, AuthContext context) {
    this.server = server;
    this.connections = connections;
    this.driver = new Driver(server);
    this.statuses = new Statuses(server, context.clock());
    this.timeout = timeout;
    this.retries = retries;
    this.context = context;
  }

  Server server() {
    return server;
  }

  /** Begins new connections if a certificate has changed in its file. */
  void follow() {
    connections.follow();
  }

  Statuses statuses() {
    return statuses;
  }

  /**
   * Returns the reply: JSON if its status is 200, or one of 204 or 4xx, which say something of the
   * question.
   *
   * @throws Trouble for every other, and where there is none
   */
  ReplyData send(Call call, Again again, Deadline deadline) throws Trouble {
    for (int attempt = 0; ; attempt++) {
      try {
        return statuses.passed(call, once(call, deadline));
      } catch (Trouble trouble) {
        Duration pause = pause(trouble);
        if (attempt >= retries
            || !again.after(trouble)
            || pause.compareTo(deadline.left()) >= 0
            || !slept(pause)) {
          throw trouble;
        }
      }
    }
  }

  private ReplyData once(Call call, Deadline deadline) throws Trouble {
    try {
      if (!room.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        throw statuses.crowded();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw statuses.interrupted();
    }
    Duration atMost = Deadline.least(timeout, deadline.left());
    try {
      if (atMost.isZero()) {
        throw statuses.crowded();
      }
      return ReplyData.of(replied(call, Deadline.in(atMost)));
    } catch (IOException broken) {
      throw statuses.broken(call, broken, atMost);
    } finally {
      room.release();
    }
  }

  /** Where a handshake fails the server has read nothing, and a certificate may be another now. */
  private HttpReply replied(Call call, Deadline deadline) throws IOException, Trouble {
    HttpClient client = client();
    try {
      return replied(call, client, deadline);
    } catch (SSLHandshakeException failed) {
      connections.follow();
      HttpClient next = client();
      if (next == client) {
        throw failed;
      }
      return replied(call, next, deadline);
    }
  }

  private HttpReply replied(Call call, HttpClient client, Deadline deadline) throws IOException {
    return driver.send(call, new DriverClient(client, server.at(call.target()), deadline));
  }

  private HttpClient client() throws Trouble {
    HttpClient client = connections.client();
    if (client == null) {
      throw statuses.closed();
    }
    return client;
  }

  private Duration pause(Trouble trouble) {
    Duration own = PAUSE.plusMillis(context.random().nextLong(500));
    return trouble.retryAfter().filter(said -> said.compareTo(own) > 0).orElse(own);
  }

  private static boolean slept(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
