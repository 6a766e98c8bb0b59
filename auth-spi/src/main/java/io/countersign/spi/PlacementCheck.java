package io.countersign.spi;

import io.countersign.AuthException;
import io.countersign.internal.JsonTree;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What each place can carry. What it says names the place, the position and the kind of a
 * character, and never shows a value.
 */
final class PlacementCheck {
  private static final int SHOWN = 60;

  /** Fields that frame a message or belong to its connection: only the HTTP client sets them. */
  private static final Set<String> OF_THE_CLIENT =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Pattern LITERAL =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null");

  private PlacementCheck() {}

  /**
   * Checks a placement that is about to be made.
   *
   * @throws AuthException if the place cannot carry it
   */
  static void check(Place place, String name, String value) {
    String fault = faultOfName(place, name);
    if (fault == null) {
      fault = faultOfValue(place, value);
      if (fault != null) {
        fault = where(place, name) + " cannot carry its value: " + fault;
      }
    }
    if (fault != null) {
      throw new AuthException(AuthException.Category.REQUEST, fault + "; nothing was sent");
    }
  }

  /**
   * Checks a name that the configuration gives.
   *
   * @throws IllegalArgumentException if the place has no such name; the message is for the report
   */
  static void checkName(Place place, String name) {
    String fault = faultOfName(place, name);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  /**
   * Checks a number, boolean or null that the configuration gives.
   *
   * @throws IllegalArgumentException if it is not spelled as in JSON; the message is for the report
   */
  static void checkLiteral(String pointer, String json) {
    checkName(Place.JSON_LITERAL, pointer);
    String fault = faultOfValue(Place.JSON_LITERAL, json);
    if (fault != null) {
      throw new IllegalArgumentException(where(Place.JSON_LITERAL, pointer) + ": " + fault);
    }
  }

  /** Returns the place in the words of the configuration, as {@code header X-Api-Key}. */
  static String where(Place place, String name) {
    String word = place == Place.JSON_LITERAL ? "json" : place.name().toLowerCase(Locale.ROOT);
    return word + " " + name;
  }

  private static @Nullable String faultOfName(Place place, String name) {
    if (place == Place.JSON || place == Place.JSON_LITERAL) {
      return faultOfPointer(name);
    }
    String word = place.name().toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      return word + " needs a name";
    }
    boolean token = place == Place.HEADER || place == Place.COOKIE;
    int at = token ? Characters.firstOutsideToken(name) : Characters.firstUnfitForText(name);
    if (at >= 0) {
      return word
          + " "
          + shown(name)
          + " is no name of a "
          + word
          + (token ? " (RFC 9110 §5.6.2 token)" : "")
          + ": "
          + Characters.describe(name, at);
    }
    if (place == Place.HEADER && OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
      return "header " + name + " is the HTTP client's own; no credential goes there";
    }
    return null;
  }

  private static @Nullable String faultOfPointer(String pointer) {
    if (!pointer.startsWith("/")) {
      return "json " + shown(pointer) + " is no JSON pointer (RFC 6901): it must start with /";
    }
    int at = Characters.firstLoneSurrogate(pointer);
    if (at >= 0) {
      return "json " + shown(pointer) + ": " + Characters.describe(pointer, at);
    }
    for (int i = pointer.indexOf('~'); i >= 0; i = pointer.indexOf('~', i + 1)) {
      if (i + 1 == pointer.length() || "01".indexOf(pointer.charAt(i + 1)) < 0) {
        return "json "
            + shown(pointer)
            + " is no JSON pointer (RFC 6901): write ~0 for ~ at position "
            + (i + 1);
      }
    }
    return null;
  }

  private static @Nullable String faultOfValue(Place place, String value) {
    int at =
        switch (place) {
          case HEADER -> Characters.firstUnfitForHeader(value);
          case COOKIE -> Characters.firstOutsideCookieOctets(value);
          case QUERY, FORM -> Characters.firstUnfitForText(value);
          // JSON escapes control characters without loss, and texts of several lines are usual.
          case JSON, JSON_LITERAL -> Characters.firstLoneSurrogate(value);
        };
    if (at >= 0) {
      return Characters.describe(value, at);
    }
    if (place == Place.JSON_LITERAL && !LITERAL.matcher(value).matches() && !isArray(value)) {
      return "a value without quotes must be a number, true, false or null, spelled as in JSON";
    }
    return null;
  }

  private static boolean isArray(String value) {
    try {
      JsonTree unused = JsonTree.parse(value);
      return value.startsWith("[");
    } catch (JsonTree.Malformed malformed) {
      return false;
    }
  }

  /** A malformed name is shown without what could garble a report. */
  private static String shown(String name) {
    String clean = name.replaceAll("[^\\x20-\\x7E]", "?");
    return '"' + (clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "…") + '"';
  }
}
