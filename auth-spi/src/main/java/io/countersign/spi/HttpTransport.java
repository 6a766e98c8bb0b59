package io.countersign.spi;

import java.util.concurrent.CompletionStage;

/**
 * Sends one call and gives its whole reply. Thread-safe.
 *
 * <p>It follows no redirect, stores no cookie and answers no challenge. The stage completes on
 * {@link AuthContext#executor()}; it fails with an {@link java.io.IOException} when the other side
 * was not reached, or its reply was not read, within {@link HttpCall#timeout()} and 1 MiB: with a
 * {@link java.net.ConnectException} only where it is certain that nothing of the call was sent.
 */
public interface HttpTransport extends AutoCloseable {

  /** Sends the call; never throws for what the network does. */
  CompletionStage<HttpReply> send(HttpCall call);

  /**
   * Returns a transport like this one, over connections of its own on which this certificate is
   * shown. It is closed by whoever asked for it; this one goes on as it is.
   *
   * @throws UnsupportedOperationException if it shows no certificates
   */
  default HttpTransport showing(TlsIdentity identity) {
    throw new UnsupportedOperationException(getClass().getName() + " shows no certificates");
  }

  /** Lets go of its connections. */
  @Override
  default void close() {}
}
