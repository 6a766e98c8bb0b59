package io.countersign.cli;

import io.countersign.spi.Credentials;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/** Replaces credentials by a word that every place can carry unchanged. */
final class Redaction {
  static final String SHOWN = "REDACTED";

  /** Words that name a scheme and may be shown; any other first word may be a part of a secret. */
  private static final Set<String> SCHEMES =
      Set.of("basic", "bearer", "digest", "dpop", "negotiate", "ntlm", "oauth", "token", "apikey");

  private static final Set<String> SECRET_HEADERS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  /** Shorter values are in every text by chance. */
  private static final int SHORTEST = 4;

  /** The longest first, so that a part of one leaves nothing of the whole. */
  private final Set<String> placed =
      new ConcurrentSkipListSet<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(Function.identity()));

  /** Returns credentials for the same places, with nothing in them. */
  Credentials of(Credentials credentials) {
    Credentials redacted = Credentials.none();
    for (Placement placement : credentials.placements()) {
      remember(placement);
      boolean header = placement.place() == Place.HEADER;
      Place place = placement.place() == Place.JSON_LITERAL ? Place.JSON : placement.place();
      redacted =
          redacted.and(
              Credentials.of(place, placement.name(), header ? scheme(placement.value()) : SHOWN));
    }
    return redacted;
  }

  private void remember(Placement placement) {
    String value = placement.value();
    if (placement.place() == Place.JSON_LITERAL) {
      if (value.startsWith("[")) {
        for (String part : value.split("\"", -1)) {
          remember(part);
        }
      }
      return; // a number, true, false or null of the configuration: no secret, and in many texts
    }
    int blank = value.indexOf(' ') + 1;
    remember(value.substring(isScheme(value, blank) ? blank : 0));
    for (String part : value.split(" ", -1)) {
      remember(part);
    }
  }

  private void remember(String value) {
    if (value.length() >= SHORTEST && !SCHEMES.contains(value.toLowerCase(Locale.ROOT))) {
      placed.add(value);
      placed.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  /**
   * Returns the value of a request's header as it may be shown, once {@link #of} has been placed.
   */
  String sent(String name, String value) {
    return value.contains(SHOWN) ? printable(value) : received(name, value);
  }

  /** Returns the value of a response's header as it may be shown; a server may echo a secret. */
  String received(String name, String value) {
    if (SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
      return scheme(value);
    }
    String shown = value;
    for (String secret : placed) {
      shown = shown.replace(secret, SHOWN);
    }
    return printable(shown);
  }

  private static String scheme(String value) {
    int blank = value.indexOf(' ') + 1;
    return isScheme(value, blank) ? value.substring(0, blank) + SHOWN : SHOWN;
  }

  private static boolean isScheme(String value, int length) {
    return length > 0 && SCHEMES.contains(value.substring(0, length - 1).toLowerCase(Locale.ROOT));
  }

  /** Returns the text without what would steer a terminal. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
  }
}
