package io.countersign.spi;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.internal.Failures;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One fetch of a {@link Refreshing}. Where the other side refuses what it was made from, that is
 * read again once, and the fetch tried again only if it has changed.
 */
final class Fetching<T> {
  private final Refreshing.Fetch<T> fetch;
  private final Live<?> inputs;

  /** What the last try was made from; null if that could not be had. */
  private volatile @Nullable Object madeFrom;

  Fetching(Refreshing.Fetch<T> fetch, Live<?> inputs) {
    this.fetch = fetch;
    this.inputs = inputs;
    this.madeFrom = current(inputs);
  }

  /** Returns what a try is made from now; null if that is of no use, as the try itself will say. */
  static <S> @Nullable S current(Live<S> inputs) {
    try {
      return inputs.now();
    } catch (RuntimeException unusable) {
      return null;
    }
  }

  @Nullable Object madeFrom() {
    return madeFrom;
  }

  CompletionStage<Fresh<T>> run(Duration atMost) {
    return run(inputs, atMost);
  }

  private <S> CompletionStage<Fresh<T>> run(Live<S> from, Duration atMost) {
    S before = current(from);
    madeFrom = before;
    CompletionStage<Fresh<T>> first = fetch.fetch(atMost);
    return before == null
        ? first
        : first.exceptionallyCompose(failure ->
            isRefusal(failure)
                ? again(from.refused(before), before, failure, atMost)
                : CompletableFuture.failedFuture(failure));
  }

  private CompletionStage<Fresh<T>> again(
      CompletionStage<?> read, Object before, Throwable failure, Duration atMost) {
    return read.thenCompose(after -> {
      if (after == before) {
        return CompletableFuture.failedFuture(failure);
      }
      madeFrom = after;
      return fetch.fetch(atMost);
    });
  }

  private static boolean isRefusal(Throwable failure) {
    return Failures.unwrapped(failure) instanceof AuthException known
        && (known.category() == Category.REFUSED
            || known.category() == Category.REAUTHORIZATION_REQUIRED);
  }
}
