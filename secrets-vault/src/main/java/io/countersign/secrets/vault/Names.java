package io.countersign.secrets.vault;

import java.nio.charset.StandardCharsets;

/**
 * Paths of names with a slash between each two. They are taken as they are written: nothing in them
 * is decoded, so {@code %2F} is three characters of a name.
 */
final class Names {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private Names() {}

  /**
   * Returns the path if the server would take it as it is: it cleans others, and asks for the
   * result.
   *
   * @throws IllegalArgumentException otherwise; the message does not show it
   */
  static String checked(String path) {
    for (String name : path.split("/", -1)) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "a path has names with one slash between each two, and none at its ends");
      }
      if (name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException("a path leads down: it has no . and no ..");
      }
    }
    if (path.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw new IllegalArgumentException("a path holds no control characters");
    }
    return path;
  }

  /** Returns it as a path of a URI (RFC 3986 §3.3). */
  static String encoded(String path) {
    StringBuilder encoded = new StringBuilder(path.length());
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (octet == '/' || UNRESERVED.indexOf(octet) >= 0) {
        encoded.append((char) octet);
      } else {
        encoded.append(String.format("%%%02X", octet & 0xff));
      }
    }
    return encoded.toString();
  }

  /** Returns it as a word of a shell. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./@:+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
