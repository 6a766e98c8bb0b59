package io.countersign.spi;

import java.time.Duration;
import java.util.Optional;
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
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Returns what serves from now on, or null if it is good for those alone who wait for it. */
  static <T> @Nullable Held<T> of(
      Fresh<T> fresh, T value, long now, int refusals, RandomGenerator random) {
    if (fresh.lifetime().isEmpty()) {
      Optional<Duration> again = fresh.refreshIn();
      long dueAt = fresh.sentNanos() + again.map(Held::nanos).orElse(0L);
      return new Held<>(value, again.isPresent(), false, dueAt, 0, now, refusals);
    }
    long life = nanos(fresh.lifetime().get());
    long endsAt = fresh.sentNanos() + life;
    if (life <= 0 || endsAt - now <= 0) {
      return null;
    }
    long window = Math.min(LONGEST_WINDOW.toNanos(), life / 5);
    long renewAfter =
        fresh
            .refreshIn()
            .map(wish -> Math.min(nanos(wish), life))
            .orElseGet(() -> life - window - jitter(window / 2, random));
    return new Held<>(value, true, true, fresh.sentNanos() + renewAfter, endsAt, now, refusals);
  }

  private static long jitter(long below, RandomGenerator random) {
    return below <= 0 ? 0 : random.nextLong(below);
  }

  /** Far ends, either way, are cut to what a difference of two nanosecond counts can tell. */
  private static long nanos(Duration time) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 4);
    if (time.isNegative()) {
      return 0;
    }
    return time.compareTo(longest) < 0 ? time.toNanos() : longest.toNanos();
  }

  /** Returns how long it still serves; without an end, for ever. */
  long left(long now) {
    return ends ? endsAt - now : Long.MAX_VALUE / 4;
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
