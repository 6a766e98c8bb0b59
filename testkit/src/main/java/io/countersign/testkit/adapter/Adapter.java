package io.countersign.testkit.adapter;

import io.countersign.Authenticator;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** An adapter as its contract sees it: a way to open clients. */
@FunctionalInterface
public interface Adapter {

  /** Opens a client whose requests are authenticated so. */
  Client open(Authenticator authenticator, Options options) throws Exception;

  /**
   * What a scenario wants of a client.
   *
   * @param trust what its TLS trusts; empty for what the JVM trusts
   * @param followsRedirects whether redirects are followed, or given to the caller
   */
  record Options(Optional<SSLContext> trust, boolean followsRedirects) {
    /** Nothing special. */
    public static final Options PLAIN = new Options(Optional.empty(), true);
  }

  /** A client. Speaks HTTP/1.1 to the servers of the contract. */
  interface Client extends AutoCloseable {

    /**
     * Sends a request in the client's asynchronous way.
     *
     * @return completes when the head of the final response is there, the body streaming behind it;
     *     fails with what the client's caller sees, not wrapped in what stages or futures wrap it.
     *     Cancelling it ends the request as the client's callers end theirs
     */
    CompletableFuture<Answer> send(Ask ask);

    /**
     * Sends a request in the client's blocking way; the body may be in memory. Throws what the
     * client's caller sees, out of what the client always wraps it in.
     */
    Answer sendAndWait(Ask ask) throws Exception;

    /** Returns whether a failure is what this client says when a request's time is up. */
    boolean isTimeout(Throwable failure);

    /** Returns whether a failure is what this client says when a connection breaks. */
    default boolean isBroken(Throwable failure) {
      return failure instanceof IOException;
    }

    @Override
    void close();
  }
}
