package io.countersign.spi;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What spans several settings of a block, as data.
 *
 * @param kind how many of them must be written
 * @param settings the names of the settings, at least two
 */
public record Rule(Kind kind, List<String> settings) {

  /** How many of the settings must be written in the block. */
  public enum Kind {
    /** One and no more. */
    EXACTLY_ONE,
    /** None or one. */
    AT_MOST_ONE,
    /** One or more. */
    AT_LEAST_ONE
  }

  /** One of them must be written, and no more. */
  public static Rule exactlyOne(Setting<?>... settings) {
    return of(Kind.EXACTLY_ONE, settings);
  }

  /** No two of them may be written. */
  public static Rule atMostOne(Setting<?>... settings) {
    return of(Kind.AT_MOST_ONE, settings);
  }

  /** One of them must be written, or more. */
  public static Rule atLeastOne(Setting<?>... settings) {
    return of(Kind.AT_LEAST_ONE, settings);
  }

  private static Rule of(Kind kind, Setting<?>... settings) {
    return new Rule(kind, Arrays.stream(settings).map(Setting::name).collect(Collectors.toList()));
  }
}
