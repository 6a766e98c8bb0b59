package io.countersign.oauth2;

import io.countersign.AuthException;
import java.util.concurrent.CompletionException;

/** What a stage failed with. */
final class Failures {
  private Failures() {}

  /** Returns the failure itself, out of the wrapping of stages. */
  static Throwable unwrapped(Throwable failure) {
    Throwable at = failure;
    while (at instanceof CompletionException && at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  /** Returns the failure as one of a part of the block, as {@code its subject: …}. */
  static Throwable of(String part, Throwable failure) {
    Throwable inner = unwrapped(failure);
    if (!(inner instanceof AuthException known)) {
      return inner;
    }
    String message = String.valueOf(known.getMessage());
    int named = known.authenticator().map(name -> name.length() + ": ".length()).orElse(0);
    AuthException ofPart =
        new AuthException(known.category(), "its " + part + ": " + message.substring(named));
    return known.retryAfter().map(ofPart::retryAfter).orElse(ofPart);
  }
}
