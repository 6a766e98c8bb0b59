package io.countersign.internal;

import java.time.Duration;
import java.util.Optional;

/**
 * For how long what one source gave is good.
 *
 * @param ttl after how long it is read again; zero for never
 * @param readAgainIn the same for this process, which does it somewhat earlier than others
 * @param staleIfError how long after that it serves while nobody can tell what it is now
 */
record Freshness(Duration ttl, Duration readAgainIn, Duration staleIfError) {
  /** Whoever could not be read is tried again soon, also where a value is good for days. */
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Returns in how long a value that was just read is read again; empty for never. */
  Optional<Duration> again() {
    return ttl.isZero() ? Optional.empty() : Optional.of(readAgainIn);
  }

  /** Returns whether a value of this age, in nanoseconds, is read again; allocates nothing. */
  boolean isDue(long age) {
    return !ttl.isZero() && age >= readAgainIn.toNanos();
  }

  /** Returns in how long a value that could not be read again is tried again; empty for never. */
  Optional<Duration> retry() {
    return again().map(time -> time.compareTo(SOON) < 0 ? time : SOON);
  }

  /** Returns whether a value of this age may serve while it cannot be read. */
  boolean mayServe(Duration age) {
    return ttl.isZero() || age.compareTo(ttl.plus(staleIfError)) <= 0;
  }
}
