package io.countersign.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A value as it was obtained, and for how long it is good. {@code toString} does not show the
 * value.
 *
 * @param sentNanos {@link AuthContext#nanoTime()} when it was asked for: the lifetime counts from
 *     there, whatever the clocks of the two sides say
 * @param lifetime how long it is good; empty if nobody knows, and it serves until it is refused;
 *     zero or less if it is good for those who wait for it and for no other
 * @param refreshIn when the other side wants it to be renewed; empty, zero or less to leave that to
 *     {@link Refreshing}, which renews nothing without a lifetime. Of a value without a lifetime it
 *     is heeded when that {@linkplain Live#used() was used}
 */
public record Fresh<T>(
    T value, long sentNanos, Optional<Duration> lifetime, Optional<Duration> refreshIn) {

  /** Refuses nulls. */
  public Fresh {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(lifetime, "lifetime");
    Objects.requireNonNull(refreshIn, "refreshIn");
  }

  /** Returns a value that serves until it is refused. */
  public static <T> Fresh<T> untilRefused(T value) {
    return new Fresh<>(value, 0, Optional.empty(), Optional.empty());
  }

  /** Returns a value of this lifetime. */
  public static <T> Fresh<T> of(T value, long sentNanos, Duration lifetime) {
    return new Fresh<>(value, sentNanos, Optional.of(lifetime), Optional.empty());
  }

  @Override
  public String toString() {
    return "Fresh[" + lifetime.map(Duration::toString).orElse("until refused") + "]";
  }
}
