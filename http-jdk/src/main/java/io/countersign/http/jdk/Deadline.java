package io.countersign.http.jdk;

import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The moment until which one call must have its response, where its caller set one. */
final class Deadline {
  private final boolean set;
  private final long nanoTime;
  private final Executor executor;

  Deadline(Optional<Duration> timeout, Executor executor) {
    this.set = timeout.isPresent();
    this.nanoTime = System.nanoTime() + timeout.map(Deadline::nanos).orElse(0L);
    this.executor = executor;
  }

  private static long nanos(Duration timeout) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
    return timeout.compareTo(longest) < 0 ? timeout.toNanos() : longest.toNanos();
  }

  /** Returns what is left, empty where there is no limit; never zero. */
  Optional<Duration> left() throws HttpTimeoutException {
    if (!set) {
      return Optional.empty();
    }
    long nanos = nanoTime - System.nanoTime();
    if (nanos <= 0) {
      throw expired();
    }
    return Optional.of(Duration.ofNanos(nanos));
  }

  /** Returns a future of its own: to wait no longer, by time or by cancelling, hurts nobody. */
  <T> CompletableFuture<T> within(CompletionStage<T> stage) {
    CompletableFuture<T> own = stage.toCompletableFuture().copy();
    if (!set || own.isDone()) {
      return own;
    }
    CompletableFuture<T> inTime = new CompletableFuture<>();
    CompletableFuture<T> timed =
        own.orTimeout(Math.max(0, nanoTime - System.nanoTime()), TimeUnit.NANOSECONDS);
    timed.whenComplete((value, failure) -> {
      if (failure == null) {
        inTime.complete(value);
      } else if (failure instanceof TimeoutException) {
        // The thread that watches the clock must not run the caller's continuations.
        executor.execute(() -> inTime.completeExceptionally(expired()));
      } else {
        inTime.completeExceptionally(
            failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure);
      }
    });
    // Lets the clock go when the waiting is over for another reason.
    inTime.whenComplete((value, failure) -> own.cancel(false));
    return inTime;
  }

  private static HttpTimeoutException expired() {
    return new HttpTimeoutException("request timed out");
  }
}
