package io.countersign.spi;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the words that every type shares are read. */
final class Words {
  static final String DURATION = "a time with its unit, as 20 min or PT1H";

  private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,12})\\s*([a-zA-Z]+)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.ofEntries(
          Map.entry("ms", ChronoUnit.MILLIS),
          Map.entry("millis", ChronoUnit.MILLIS),
          Map.entry("s", ChronoUnit.SECONDS),
          Map.entry("sec", ChronoUnit.SECONDS),
          Map.entry("second", ChronoUnit.SECONDS),
          Map.entry("seconds", ChronoUnit.SECONDS),
          Map.entry("m", ChronoUnit.MINUTES),
          Map.entry("min", ChronoUnit.MINUTES),
          Map.entry("minute", ChronoUnit.MINUTES),
          Map.entry("minutes", ChronoUnit.MINUTES),
          Map.entry("h", ChronoUnit.HOURS),
          Map.entry("hour", ChronoUnit.HOURS),
          Map.entry("hours", ChronoUnit.HOURS),
          Map.entry("d", ChronoUnit.DAYS),
          Map.entry("day", ChronoUnit.DAYS),
          Map.entry("days", ChronoUnit.DAYS));
  private static final Pattern WEEKS = Pattern.compile("(?i)(\\d{1,10})\\s*(w|week|weeks)");

  /** Whoever adds two of them in nanoseconds still has room. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Words() {}

  static URI uri(String word) {
    URI uri = URI.create(word);
    if (uri.getScheme() == null || uri.getHost() == null) {
      throw new IllegalArgumentException("not absolute");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("words are shown; a password in one would be, too");
    }
    return uri;
  }

  static boolean flag(String word) {
    return switch (word) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("not a flag");
    };
  }

  static Duration duration(String word) {
    Duration duration = anyDuration(word.trim());
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("negative, or too long for nanoseconds");
    }
    return duration;
  }

  private static Duration anyDuration(String text) {
    if (text.startsWith("P") || text.startsWith("p")) {
      return parseIso(text);
    }
    Matcher weeks = WEEKS.matcher(text);
    if (weeks.matches()) {
      return Duration.ofDays(Math.multiplyExact(Long.parseLong(weeks.group(1)), 7));
    }
    Matcher matcher = WITH_UNIT.matcher(text);
    ChronoUnit unit =
        matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("no unit");
    }
    return Duration.of(Long.parseLong(matcher.group(1)), unit);
  }

  private static Duration parseIso(String text) {
    try {
      return Duration.parse(text);
    } catch (java.time.DateTimeException malformed) {
      throw new IllegalArgumentException("not ISO-8601", malformed);
    }
  }
}
