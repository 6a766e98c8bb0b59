package io.countersign.http.jdk;

import io.countersign.AuthException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** A failure of another thread as the caller of {@code send} gets it: with the caller's stack. */
final class Thrown {
  private Thrown() {}

  /**
   * Returns the failure of a leg, without what the JDK's client repeats of a malformed answer: a
   * server may have put the request, and its credentials, there.
   */
  static Throwable byClient(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ProtocolException || isOfItsParser(at)) {
        return new ProtocolException("the answer of the server is not HTTP");
      }
    }
    return failure;
  }

  /**
   * A malformed Content-Length is a NumberFormatException to the JDK; callers' code may throw too.
   */
  private static boolean isOfItsParser(Throwable failure) {
    if (failure instanceof IllegalArgumentException) {
      for (StackTraceElement frame : failure.getStackTrace()) {
        if (!frame.getClassName().startsWith("java.")) {
          return frame.getClassName().startsWith("jdk.internal.net.http.");
        }
      }
    }
    return false;
  }

  /**
   * Returns what to throw: of the types that the JDK's client throws, the same.
   *
   * @throws AuthException as itself
   * @throws IllegalArgumentException with the caller's stack
   */
  static IOException bySend(Throwable failure) {
    if (failure instanceof AuthException known) {
      throw known;
    }
    String message = failure.getMessage();
    if (failure instanceof IllegalArgumentException) {
      throw new IllegalArgumentException(message, failure);
    }
    IOException here;
    if (failure instanceof HttpConnectTimeoutException) {
      here = new HttpConnectTimeoutException(message);
    } else if (failure instanceof HttpTimeoutException) {
      here = new HttpTimeoutException(message);
    } else if (failure instanceof ConnectException) {
      here = new ConnectException(message);
    } else if (failure instanceof SSLHandshakeException) {
      here = new SSLHandshakeException(message);
    } else if (failure instanceof SSLException) {
      here = new SSLException(message);
    } else if (failure instanceof ProtocolException) {
      here = new ProtocolException(message);
    } else {
      return new IOException(message, failure);
    }
    here.initCause(failure);
    return here;
  }
}
