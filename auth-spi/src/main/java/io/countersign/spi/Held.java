package io.countersign.spi;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A value that serves, and when it is to be renewed.
 *
 * @param renews whether it is to be renewed at all before it is refused
 * @param ends whether anybody knows its end; if not, it serves until it is refused
 * @param dueAt in nanoseconds of the context, as the others
 * @param refusals how many values in a row were refused soon after they had come, before this one
 */
record Held<T>(
    T value, boolean renews, boolean ends, long dueAt, long endsAt, long cameAt, int refusals) {
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(5);

  /** Longer than the longest pause between two refusals, which would else seem to be over. */
  private static final Duration SOON = Duration.ofMinutes(2);

  /** What a difference of two nanosecond counts can tell. */
  private static final Duration FAR = Duration.ofNanos(Long.MAX_VALUE / 4);

  /** Returns what serves from now on, or null if it is good for those alone who wait for it. */
  static <T> @Nullable Held<T> of(
      Fresh<T> fresh, T value, long now, int refusals, RandomGenerator random) {
    long wish = nanos(fresh.refreshIn().orElse(Duration.ZERO), FAR);
    if (fresh.lifetime().isEmpty()) {
      return new Held<>(value, wish > 0, false, fresh.sentNanos() + wish, 0, now, refusals);
    }
    long life = nanos(fresh.lifetime().get(), FAR);
    long endsAt = fresh.sentNanos() + life;
    if (life == 0 || endsAt - now <= 0) {
      return null;
    }
    long window = Math.min(LONGEST_WINDOW.toNanos(), life / 5);
    long renewAfter = wish > 0 ? Math.min(wish, life) : life - window - jitter(window / 2, random);
    return new Held<>(value, true, true, fresh.sentNanos() + renewAfter, endsAt, now, refusals);
  }

  private static long jitter(long below, RandomGenerator random) {
    return below <= 0 ? 0 : random.nextLong(below);
  }

  /** Returns a time between none and the longest. */
  static long nanos(Duration time, Duration longest) {
    if (time.isNegative()) {
      return 0;
    }
    return (time.compareTo(longest) < 0 ? time : longest).toNanos();
  }

  /** Returns how long it still serves; without an end, for ever. */
  long left(long now) {
    return ends ? endsAt - now : FAR.toNanos();
  }

  boolean isDue(long now) {
    return renews && now - dueAt >= 0;
  }

  /**
   * Returns whether a refusal asks for another. The first always does; where what comes is refused
   * at once, again and again, the other side wants something else, and is asked ever more seldom.
   */
  boolean mayBeReplaced(long now) {
    return refusals == 0 || now - cameAt >= BackOff.longest(refusals).toNanos();
  }

  /** Returns what to count for the value that replaces this one after a refusal. */
  int refusalsAfter(long now) {
    return now - cameAt < SOON.toNanos() ? refusals + 1 : 1;
  }
}
