package io.countersign.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a stage of a scenario completes: before anybody asks, or later and on another thread. */
enum Completion {
  AT_ONCE {
    @Override
    <T> CompletionStage<T> of(T value) {
      return CompletableFuture.completedFuture(value);
    }

    @Override
    <T> CompletionStage<T> failing(Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
  },
  LATER {
    @Override
    <T> CompletionStage<T> of(T value) {
      return new CompletableFuture<T>()
          .completeAsync(() -> value, CompletableFuture.delayedExecutor(5, MILLISECONDS));
    }

    @Override
    <T> CompletionStage<T> failing(Throwable failure) {
      return this.<T>of(null).thenCompose(nothing -> CompletableFuture.failedFuture(failure));
    }
  };

  private static final java.util.concurrent.TimeUnit MILLISECONDS =
      java.util.concurrent.TimeUnit.MILLISECONDS;

  abstract <T> CompletionStage<T> of(T value);

  abstract <T> CompletionStage<T> failing(Throwable failure);
}
