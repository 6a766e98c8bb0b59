package io.countersign.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Time that stands still until it is moved by hand: a wall clock, and nanoseconds for spans.
 *
 * <p>Thread-safe. The nanoseconds start shortly before they overflow, as {@link System#nanoTime()}
 * may: code that compares them in place of subtracting them fails its test.
 */
public final class FakeTime extends Clock implements LongSupplier {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final long SHORTLY_BEFORE_OVERFLOW = Long.MAX_VALUE - 1_000_000_000L;

  private record Reading(Instant wall, long nanos) {}

  private final AtomicReference<Reading> reading;
  private final ZoneId zone;

  /** Starts at 2026-01-02T03:04:05Z. */
  public FakeTime() {
    this(new AtomicReference<>(new Reading(START, SHORTLY_BEFORE_OVERFLOW)), ZoneOffset.UTC);
  }

  private FakeTime(AtomicReference<Reading> reading, ZoneId zone) {
    this.reading = reading;
    this.zone = zone;
  }

  /** Lets this much time pass, on the wall clock and in nanoseconds alike. */
  public void advance(Duration passed) {
    reading.updateAndGet(now -> new Reading(now.wall.plus(passed), now.nanos + passed.toNanos()));
  }

  /** Sets the wall clock forward, or back, as an administrator does; no nanosecond passes. */
  public void setWallClockBy(Duration difference) {
    reading.updateAndGet(now -> new Reading(now.wall.plus(difference), now.nanos));
  }

  /** Returns nanoseconds, to be subtracted from one another, as {@link System#nanoTime()}. */
  public long nanoTime() {
    return reading.get().nanos;
  }

  @Override
  public long getAsLong() {
    return nanoTime();
  }

  @Override
  public Instant instant() {
    return reading.get().wall;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** Returns the same time seen from another zone: moving one moves both. */
  @Override
  public FakeTime withZone(ZoneId other) {
    return new FakeTime(reading, other);
  }

  @Override
  public String toString() {
    return "FakeTime[" + instant() + "]";
  }
}
