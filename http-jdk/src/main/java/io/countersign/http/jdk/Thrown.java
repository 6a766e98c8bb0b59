package io.countersign.http.jdk;

import io.countersign.AuthException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A failure of another thread as the caller of {@code send} gets it: with the caller's stack. */
final class Thrown {
  private Thrown() {}

  /** Returns what happened, without what stages wrap it in. */
  static Throwable happened(Throwable failure) {
    Throwable happened = failure;
    while ((happened instanceof CompletionException || happened instanceof ExecutionException)
        && happened.getCause() != null) {
      happened = happened.getCause();
    }
    return happened;
  }

  /**
   * Returns what to throw for what the JDK's own {@code send} threw, which has the caller's stack
   * already: the same, unless it says more than the caller may see.
   *
   * @throws AuthException as itself
   */
  static <E extends Exception> E bySend(E failure) throws ProtocolException {
    for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
      if (at instanceof AuthException known) {
        throw known;
      }
    }
    Throwable cause = failure.getCause();
    if (cause != null && byClient(cause) instanceof ProtocolException malformed) {
      throw malformed;
    }
    return failure;
  }

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
   * Returns what to throw for the failure of a wait: with the caller's stack.
   *
   * @throws AuthException as itself
   */
  static IOException byWait(Throwable failure) {
    if (failure instanceof AuthException known) {
      throw known;
    }
    if (failure instanceof HttpTimeoutException) {
      HttpTimeoutException here = new HttpTimeoutException(failure.getMessage());
      here.initCause(failure);
      return here;
    }
    return new IOException(failure.getMessage(), failure);
  }
}
