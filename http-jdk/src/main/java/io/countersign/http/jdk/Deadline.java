package io.countersign.http.jdk;

import io.countersign.spi.Move;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
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

  /** Returns a wait that ends with the deadline. */
  CompletableFuture<Move> within(Move.Hold hold) {
    long left = Math.max(0, nanoTime - System.nanoTime());
    CompletableFuture<Move> wait =
        hold.within(set ? Optional.of(Duration.ofNanos(left)) : Optional.empty(), executor);
    CompletableFuture<Move> said =
        wait.exceptionally(failure -> {
          throw new CompletionException(failure instanceof TimeoutException ? expired() : failure);
        });
    said.whenComplete((move, failure) -> wait.cancel(false));
    return said;
  }

  private static HttpTimeoutException expired() {
    return new HttpTimeoutException("request timed out");
  }
}
