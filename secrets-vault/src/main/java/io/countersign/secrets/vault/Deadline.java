package io.countersign.secrets.vault;

import java.time.Duration;

/** Until when somebody waits: by the clock of the JVM, as threads and connections do. */
record Deadline(long endsAt) {
  private static final Duration LONGEST = Duration.ofDays(1);

  static Deadline in(Duration atMost) {
    return new Deadline(System.nanoTime() + least(atMost, LONGEST).toNanos());
  }

  /** Returns how long that is from now; zero if it has passed. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, endsAt - System.nanoTime()));
  }

  static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
