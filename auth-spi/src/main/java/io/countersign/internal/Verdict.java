package io.countersign.internal;

import io.countersign.spi.Lookup;
import java.util.Locale;

/** What came of a reference that was not found; {@code toString} is the one word for it. */
enum Verdict {
  /** Every source that was asked says that it does not have it. */
  MISSING,
  /** A source says no. */
  DENIED,
  /** A source cannot be reached. */
  UNREACHABLE,
  /** What is there, or the way to it, cannot be used. */
  INVALID;

  static Verdict of(Lookup.Failure failure) {
    return switch (failure) {
      case DENIED -> DENIED;
      case UNAVAILABLE -> UNREACHABLE;
      case INVALID -> INVALID;
    };
  }

  /** Returns whether nobody knows if it is there: it may be as it was. */
  boolean isOpen() {
    return this == UNREACHABLE || this == INVALID;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
