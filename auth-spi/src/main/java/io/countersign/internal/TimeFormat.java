package io.countersign.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How {@code now} is written, in UTC. Thread-safe; requests of one second share the text. */
final class TimeFormat {
  /** IMF-fixdate, RFC 9110 §5.6.7. */
  private static final Function<Instant, String> HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
              .withZone(ZoneOffset.UTC)
          ::format;

  private record Written(Instant at, String text) {}

  private final Function<Instant, String> writing;
  private final boolean bySeconds;
  private final AtomicReference<@Nullable Written> last = new AtomicReference<>();

  private TimeFormat(Function<Instant, String> writing, boolean bySeconds) {
    this.writing = writing;
    this.bySeconds = bySeconds;
  }

  /**
   * Returns how a {@code now} with these filters is written.
   *
   * @throws IllegalArgumentException if the first is a pattern that is none, or not of a moment
   */
  static TimeFormat of(List<Filter> filters) {
    boolean said = !filters.isEmpty() && filters.get(0).isOfTime();
    TimeFormat format = said ? of(filters.get(0)) : new TimeFormat(TimeFormat::iso, true);
    List<Filter> rest = said ? filters.subList(1, filters.size()) : filters;
    return new TimeFormat(now -> Filter.through(rest, format.writing.apply(now)), format.bySeconds);
  }

  private static TimeFormat of(Filter filter) {
    return switch (filter.name()) {
      case "seconds" -> new TimeFormat(now -> Long.toString(now.getEpochSecond()), true);
      case "millis" -> new TimeFormat(now -> Long.toString(now.toEpochMilli()), false);
      case "http-date" -> new TimeFormat(HTTP_DATE, true);
      default -> ofPattern(filter.argument());
    };
  }

  private static TimeFormat ofPattern(String pattern) {
    DateTimeFormatter formatter =
        DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    try {
      if (formatter.format(Instant.EPOCH).isEmpty()) {
        throw new IllegalArgumentException("an empty pattern");
      }
    } catch (DateTimeException notOfAMoment) {
      throw new IllegalArgumentException(notOfAMoment);
    }
    boolean finer = pattern.chars().anyMatch(letter -> "SnNA".indexOf(letter) >= 0);
    return new TimeFormat(formatter::format, !finer);
  }

  String of(Instant now) {
    Written written = last.get();
    if (written != null && isTheSame(written.at, now)) {
      return written.text;
    }
    Written made = new Written(now, writing.apply(now));
    last.set(made);
    return made.text;
  }

  private boolean isTheSame(Instant one, Instant other) {
    return one.getEpochSecond() == other.getEpochSecond()
        && (bySeconds || one.getNano() == other.getNano());
  }

  /** By seconds, as {@code 2026-01-02T03:04:05Z}. */
  private static String iso(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
