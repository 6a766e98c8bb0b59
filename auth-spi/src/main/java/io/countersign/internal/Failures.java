package io.countersign.internal;

import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.spi.CallFailure;
import io.countersign.spi.Live;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What a caller gets to see of a failure. */
public final class Failures {
  private Failures() {}

  /** Returns the failure itself, out of the wrapping of stages and futures. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /**
   * Tries what is at hand: what can never be sent is told when the block is read, not by the first
   * request.
   *
   * @throws IllegalArgumentException if it cannot be used
   */
  public static void tellAtOnce(Live<?> live) {
    try {
      live.now();
    } catch (AuthException unusable) {
      throw new IllegalArgumentException(unusable.getMessage());
    }
  }

  /**
   * Returns the failure under the name of its authenticator. A call of its own that failed may pass
   * by itself. Any other exception, which an authenticator should not have thrown, loses its
   * message, which may hold anything, and keeps its stack.
   */
  public static Throwable named(String name, Throwable failure) {
    Throwable inner = unwrapped(failure);
    if (inner instanceof AuthException known) {
      return known.of(name);
    }
    if (inner instanceof AuthConfigException || inner instanceof CancellationException) {
      return inner;
    }
    if (inner instanceof CallFailure) {
      return new AuthException(AuthException.Category.TRANSIENT, String.valueOf(inner.getMessage()))
          .of(name);
    }
    AuthException fault =
        new AuthException(
            AuthException.Category.REQUEST,
            "its provider failed with "
                + inner.getClass().getName()
                + ", a fault of the provider; the stack trace shows where");
    fault.setStackTrace(inner.getStackTrace());
    return fault.of(name);
  }
}
