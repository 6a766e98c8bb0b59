package io.countersign.spi;

import java.util.function.IntPredicate;

/** Which characters a place can carry; positions count from 0, and -1 says that all fit. */
final class Characters {
  private static final String MARKS_OF_TOKEN = "!#$%&'*+-.^_`|~";

  private Characters() {}

  /** RFC 9110 §5.6.2. */
  static boolean isToken(int c) {
    return isAsciiLetterOrDigit(c) || MARKS_OF_TOKEN.indexOf(c) >= 0;
  }

  static boolean isAsciiLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  static int firstOutsideToken(String text) {
    return first(text, c -> !isToken(c));
  }

  /**
   * RFC 9110 §5.5, without its obsolete octets. Blanks around a value are refused as well: they are
   * no part of it for whoever receives it, so the value would arrive changed.
   */
  static int firstUnfitForHeader(String text) {
    int at = first(text, c -> c < ' ' || c > '~');
    if (at < 0 && text.startsWith(" ")) {
      return 0;
    }
    return at < 0 && text.endsWith(" ") ? text.length() - 1 : at;
  }

  /** RFC 6265 §4.1.1, without the quotes that it allows around a value. */
  static int firstOutsideCookieOctets(String text) {
    return first(text, c -> c <= ' ' || c > '~' || "\",;\\".indexOf(c) >= 0);
  }

  /** Anything that UTF-8 can say and a person can mean. */
  static int firstUnfitForText(String text) {
    int control = first(text, Character::isISOControl);
    return control >= 0 ? control : firstLoneSurrogate(text);
  }

  static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }

  /** Says what kind of character stands there, as {@code a line feed at position 12}. */
  static String describe(String text, int at) {
    boolean half = firstLoneSurrogate(text.substring(at, Math.min(at + 2, text.length()))) == 0;
    String kind = half ? "half of a surrogate pair" : kind(text.charAt(at));
    return kind + " at position " + (at + 1);
  }

  private static String kind(char c) {
    return switch (c) {
      case '\n' -> "a line feed";
      case '\r' -> "a carriage return";
      case '\t' -> "a tab";
      case ' ' -> "a space";
      case '"' -> "a quotation mark";
      case ',' -> "a comma";
      case ';' -> "a semicolon";
      case '\\' -> "a backslash";
      default -> {
        if (Character.isISOControl(c)) {
          yield "a control character";
        }
        yield c > '~' ? "a non-ASCII character" : "a character that is not allowed there";
      }
    };
  }

  private static int first(String text, IntPredicate unfit) {
    for (int i = 0; i < text.length(); i++) {
      if (unfit.test(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }
}
