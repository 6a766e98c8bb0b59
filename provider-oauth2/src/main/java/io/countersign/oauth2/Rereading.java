package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.spi.Live;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** After a refusal, has the secrets read again once, and tries again only if one changed. */
final class Rereading {
  private Rereading() {}

  static <T, S> CompletionStage<T> of(Live<S> secrets, Supplier<CompletionStage<T>> attempt) {
    S before = secrets.now();
    return attempt
        .get()
        .exceptionallyCompose(failure -> {
          if (before == null || !isRefusal(failure)) {
            return CompletableFuture.failedFuture(failure);
          }
          return secrets
              .refused(before)
              .thenCompose(after ->
                  after == before ? CompletableFuture.failedFuture(failure) : attempt.get());
        });
  }

  private static boolean isRefusal(Throwable failure) {
    return Failures.unwrapped(failure) instanceof AuthException known
        && (known.category() == Category.REFUSED
            || known.category() == Category.REAUTHORIZATION_REQUIRED);
  }
}
