package io.countersign.spi;

import io.countersign.internal.Failures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what others wait for too, and ends alone. */
final class Wait {
  private Wait() {}

  static <T> CompletableFuture<T> of(
      CompletionStage<T> stage, Optional<Duration> atMost, Executor executor) {
    CompletableFuture<T> own = stage.toCompletableFuture().copy();
    CompletableFuture<T> wait = new CompletableFuture<>();
    if (atMost.isPresent() && !own.isDone()) {
      CompletableFuture<T> unused =
          own.orTimeout(Math.max(0, nanos(atMost.get())), TimeUnit.NANOSECONDS);
    }
    own.whenComplete((value, failure) -> {
      if (failure == null) {
        wait.complete(value);
      } else if (failure instanceof TimeoutException) {
        executor.execute(() -> wait.completeExceptionally(failure));
      } else {
        wait.completeExceptionally(Failures.unwrapped(failure));
      }
    });
    // Lets the clock go when the waiting is over for another reason.
    wait.whenComplete((value, failure) -> own.cancel(false));
    return wait;
  }

  private static long nanos(Duration time) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
    return time.compareTo(longest) < 0 ? time.toNanos() : longest.toNanos();
  }
}
