package io.countersign.spi;

import io.countersign.AuthException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * For how long a reply says that what it gave is good: the settings {@code expires-in}, {@code
 * expires-at} and {@code expires-format}, the same in every type that obtains something.
 *
 * <p>A moment is turned into a span by the clock of the one who said it, where the reply has a
 * {@code Date}: a clock that is wrong on one side does no harm.
 */
public final class Expiry {
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(3653).toSeconds());
  private static final String MILLIS = "epoch-millis";

  private static final Setting<Optional<Format>> FORMAT =
      Setting.word(
              "expires-format",
              "epoch-millis, or a pattern of java.time, as yyyy-MM-dd HH:mm:ss",
              Format::parse)
          .optional()
          .describedAs("How expires-at is written, if not as RFC 3339 or in seconds since 1970");

  private final Setting<Optional<String>> in;
  private final Setting<Optional<String>> at;

  private Expiry(Setting<Optional<String>> in, Setting<Optional<String>> at) {
    this.in = in;
    this.at = at;
  }

  /** Returns the settings of a type whose replies say nothing of it unless the block says where. */
  public static Expiry toBeSaid() {
    return new Expiry(
        ReplyPlace.pointer("expires-in")
            .optional()
            .describedAs("Where the reply says for how many seconds it is good"),
        ReplyPlace.pointer("expires-at")
            .optional()
            .describedAs("Where the reply says until when it is good"));
  }

  /** Returns the settings, to be listed with those of the reply. */
  public List<Setting<?>> settings() {
    return List.of(in, at, FORMAT);
  }

  /**
   * Returns how long it is good: what {@code expires-at} says, else {@code expires-in}; empty if
   * the reply says nothing.
   *
   * @param usualIn the pointer of {@code expires-in} that is read if the block names neither
   * @throws AuthException if it says what cannot be read
   */
  public Optional<Duration> of(
      Settings settings, Optional<String> usualIn, ReplyData reply, Clock clock) {
    Optional<String> atPointer = settings.get(at);
    Optional<String> inPointer =
        settings.get(in).or(() -> atPointer.isPresent() ? Optional.empty() : usualIn);
    Optional<String> moment = atPointer.flatMap(reply::at);
    if (moment.isPresent()) {
      Instant end =
          settings
              .get(FORMAT)
              .map(format -> format.read(moment.get()))
              .orElseGet(() -> instant(moment.get()))
              .orElseThrow(() ->
                  unreadable(
                      atPointer.get(),
                      "is no moment; it must be RFC 3339 or seconds since 1970, else say"
                          + " expires-format"));
      Instant now = reply.date().orElseGet(clock::instant);
      return Optional.of(checked(atPointer.get(), Duration.between(now, end)));
    }
    return inPointer
        .flatMap(reply::at)
        .map(seconds -> checked(inPointer.get(), span(inPointer.get(), seconds)));
  }

  private static Duration span(String pointer, String seconds) {
    BigDecimal number = number(seconds);
    if (number == null) {
      throw unreadable(pointer, "is no number of seconds; for a moment, say expires-at");
    }
    if (number.compareTo(LONGEST) > 0) {
      throw tooLong(pointer);
    }
    return number.signum() <= 0
        ? Duration.ZERO
        : Duration.ofMillis(number.movePointRight(3).longValue());
  }

  private static Duration checked(String pointer, Duration span) {
    if (span.toSeconds() > LONGEST.longValueExact()) {
      throw tooLong(pointer);
    }
    return span;
  }

  private static AuthException tooLong(String pointer) {
    return unreadable(
        pointer, "is more than ten years away; milliseconds need expires-format = epoch-millis");
  }

  private static AuthException unreadable(String pointer, String why) {
    return new AuthException(
        AuthException.Category.PROTOCOL, "what the reply has at " + pointer + " " + why);
  }

  /** Returns the number, or null; one that is written at length or with a huge exponent is none. */
  private static @org.jspecify.annotations.Nullable BigDecimal number(String text) {
    String written = text.strip();
    return written.matches("-?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,2})?")
        ? new BigDecimal(written)
        : null;
  }

  private static Optional<Instant> instant(String text) {
    BigDecimal seconds = number(text);
    try {
      return Optional.of(
          seconds != null
              ? ofMillis(seconds.movePointRight(3))
              : OffsetDateTime.parse(text.strip()).toInstant());
    } catch (DateTimeException | ArithmeticException unreadable) {
      return Optional.empty();
    }
  }

  /** Throws an ArithmeticException for what is beyond all time. */
  private static Instant ofMillis(BigDecimal millis) {
    return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
  }

  /** How a moment is written. */
  private record Format(Optional<DateTimeFormatter> pattern) {
    static Format parse(String word) {
      return new Format(
          word.equals(MILLIS)
              ? Optional.empty()
              : Optional.of(
                  new DateTimeFormatterBuilder()
                      .parseCaseInsensitive()
                      .appendPattern(word)
                      .toFormatter(Locale.ROOT)));
    }

    Optional<Instant> read(String text) {
      try {
        if (pattern.isEmpty()) {
          BigDecimal millis = number(text);
          return Optional.ofNullable(millis).map(Expiry::ofMillis);
        }
        // Without an offset it is UTC, without a time its day begins.
        TemporalAccessor read =
            pattern
                .get()
                .parseBest(text.strip(), ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
        if (read instanceof ZonedDateTime moment) {
          return Optional.of(moment.toInstant());
        }
        return Optional.of(
            read instanceof LocalDateTime time
                ? time.toInstant(ZoneOffset.UTC)
                : ((LocalDate) read).atStartOfDay().toInstant(ZoneOffset.UTC));
      } catch (DateTimeException | ArithmeticException unreadable) {
        return Optional.empty();
      }
    }
  }
}
