package io.countersign.spi;

import io.countersign.AuthException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Until when nothing is tried again after failures in a row.
 *
 * @param failure the last one, which those get who need a value before the next try
 * @param failures how many in a row
 * @param notBefore nanoseconds of the context
 * @param over whether a person must act first
 * @param inputs what the try was made with
 */
record BackOff(
    Throwable failure, int failures, long notBefore, boolean over, @Nullable Object inputs) {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Returns the longest pause after this many failures: 1 s, 2 s, 4 s, and so on to 60 s. */
  static Duration longest(int failures) {
    return failures > 6 ? LONGEST : Duration.ofSeconds(1L << (failures - 1));
  }

  /**
   * Returns the pause after one failure more.
   *
   * @param left nanoseconds that the value at hand still serves, zero or less if there is none
   */
  static BackOff after(
      Throwable failure,
      int failures,
      long now,
      long left,
      RandomGenerator random,
      @Nullable Object inputs) {
    long longest = longest(failures).toNanos();
    long pause = left > 0 ? Math.max(1, Math.min(longest, left / 3)) : longest;
    pause = pause / 2 + random.nextLong(pause - pause / 2 + 1);
    boolean over = false;
    if (failure instanceof AuthException known) {
      pause = Math.max(pause, known.retryAfter().map(BackOff::nanos).orElse(0L));
      over = known.category() == AuthException.Category.REAUTHORIZATION_REQUIRED;
    }
    return new BackOff(failure, failures, now + pause, over, inputs);
  }

  private static long nanos(Duration time) {
    return time.compareTo(Duration.ofDays(1)) < 0 ? time.toNanos() : Duration.ofDays(1).toNanos();
  }

  /**
   * Returns whether a try is worth it.
   *
   * @param current what it would be made with
   */
  boolean allows(long now, @Nullable Object current) {
    return over ? current != inputs : now - notBefore >= 0;
  }

  /** Returns how long it is to the next try. */
  Duration left(long now) {
    return Duration.ofNanos(Math.max(0, notBefore - now));
  }

  /** Returns the failure as somebody gets it who comes now. */
  Throwable seenAt(long now) {
    return !over && failure instanceof AuthException known ? known.retryAfter(left(now)) : failure;
  }
}
