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
 * @param logged whether one of them was logged, since a value served meanwhile and nobody got it
 * @param inputs what the last try was made with
 */
record BackOff(
    Throwable failure,
    int failures,
    long notBefore,
    boolean over,
    boolean logged,
    @Nullable Object inputs) {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);

  /** Returns the longest pause after this many failures: 1 s, 2 s, 4 s, and so on to 60 s. */
  static Duration longest(int failures) {
    return failures > 6 ? LONGEST : Duration.ofSeconds(1L << (failures - 1));
  }

  /**
   * Returns the pause after one failure more.
   *
   * @param before the pause after the last failure, if that was one
   * @param left nanoseconds that the value at hand still serves, zero or less if there is none
   */
  static BackOff after(
      @Nullable BackOff before,
      Throwable failure,
      long now,
      long left,
      RandomGenerator random,
      @Nullable Object inputs) {
    int failures = before == null ? 1 : before.failures + 1;
    long longest = longest(failures).toNanos();
    long pause = left > 0 ? Math.max(1, Math.min(longest, left / 3)) : longest;
    pause = pause / 2 + random.nextLong(pause - pause / 2 + 1);
    if (failure instanceof AuthException known) {
      Duration asked = known.retryAfter().orElse(Duration.ZERO);
      pause = Math.max(pause, Held.nanos(asked, LONGEST_ASKED));
    }
    boolean logged = left > 0 || (before != null && before.logged);
    return new BackOff(failure, failures, now + pause, isOver(failure), logged, inputs);
  }

  /** Returns whether a person must act before another try can help. */
  static boolean isOver(Throwable failure) {
    return failure instanceof AuthException known
        && known.category() == AuthException.Category.REAUTHORIZATION_REQUIRED;
  }

  /** Returns whether the pause is over. */
  boolean allows(long now) {
    return now - notBefore >= 0;
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
