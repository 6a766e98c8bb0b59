package io.countersign.spi;

import org.jspecify.annotations.Nullable;

/**
 * What stands between two commas of a challenge header: {@code scheme}, {@code scheme token68},
 * {@code scheme name=value} or {@code name=value}. Is read once, from left to right.
 */
final class ChallengeElement {
  private final String text;
  private int at;

  /** The text has no blanks around it. */
  ChallengeElement(String text) {
    this.text = text;
  }

  /** One parameter, its value without quotes and escapes. */
  record Parameter(String name, String value) {}

  boolean isAtEnd() {
    return at == text.length();
  }

  /** Reads a scheme and the spaces after it; null if there is none. */
  @Nullable String scheme() {
    String scheme = token();
    int end = at;
    while (!isAtEnd() && text.charAt(at) == ' ') {
      at++;
    }
    boolean parted = at > end || isAtEnd();
    return scheme.isEmpty() || !parted ? null : scheme;
  }

  /** Reads the rest as one parameter; null if it is none. */
  @Nullable Parameter parameter() {
    int start = at;
    String name = token();
    skipBlanks();
    if (!name.isEmpty() && !isAtEnd() && text.charAt(at) == '=') {
      at++;
      skipBlanks();
      String value = !isAtEnd() && text.charAt(at) == '"' ? quoted() : unquoted();
      if (value != null && isAtEnd()) {
        return new Parameter(name, value);
      }
    }
    at = start;
    return null;
  }

  /** Reads the rest as RFC 9110 §11.2 says; null if it is something else. */
  @Nullable String token68() {
    int end = at;
    while (end < text.length() && isToken68(text.charAt(end))) {
      end++;
    }
    if (end == at) {
      return null;
    }
    while (end < text.length() && text.charAt(end) == '=') {
      end++;
    }
    return end == text.length() ? text.substring(at) : null;
  }

  private static boolean isToken68(char c) {
    return Characters.isAsciiLetterOrDigit(c) || "-._~+/".indexOf(c) >= 0;
  }

  private String token() {
    int start = at;
    while (!isAtEnd() && Characters.isToken(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private @Nullable String unquoted() {
    String token = token();
    return token.isEmpty() ? null : token;
  }

  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    for (at++; !isAtEnd(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      }
      if (c == '\\') {
        at++;
        if (isAtEnd()) {
          return null;
        }
        c = text.charAt(at);
      }
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        return null;
      }
      value.append(c);
    }
    return null;
  }

  private void skipBlanks() {
    while (!isAtEnd() && ChallengeParser.isBlank(text.charAt(at))) {
      at++;
    }
  }
}
