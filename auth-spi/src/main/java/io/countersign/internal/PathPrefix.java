package io.countersign.internal;

/**
 * Whether a path stays below a prefix, whoever reads it.
 *
 * <p>Servers and proxies disagree about {@code ..}, {@code %2e%2e}, {@code %2f} and {@code ..;}, so
 * a path with one of these is below no prefix, rather than normalised by one of their ideas.
 */
public final class PathPrefix {
  private PathPrefix() {}

  /** Allocates nothing. An empty prefix covers every path. */
  public static boolean covers(String prefix, String path) {
    if (prefix.isEmpty()) {
      return true;
    }
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')
        && (isPlainly(path) || isPlain(path));
  }

  /**
   * Says yes at once to what most paths are; no says nothing. A search for a string runs over many
   * letters at a time, one for a letter does not. No address holds a backslash.
   */
  private static boolean isPlainly(String path) {
    return path.indexOf("%") < 0 && path.indexOf("/.") < 0;
  }

  /** Returns whether everybody reads the path in one way. */
  public static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char at = path.charAt(i);
      if (at == '\\'
          || (at == '%' && hidesSeparator(path, i + 1))
          || (at == '/' && startsDots(path, i + 1))) {
        return false;
      }
    }
    return true;
  }

  /** An encoded dot, slash or backslash, encoded again any number of times. */
  private static boolean hidesSeparator(String path, int from) {
    int at = from;
    while (path.startsWith("25", at)) {
      at += 2;
    }
    return path.regionMatches(true, at, "2e", 0, 2)
        || path.regionMatches(true, at, "2f", 0, 2)
        || path.regionMatches(true, at, "5c", 0, 2);
  }

  private static boolean startsDots(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) == '.' && at - from < 2) {
      at++;
    }
    // what is encoded behind the dots may be a ; to the next reader
    return at > from && (at == path.length() || "/;%".indexOf(path.charAt(at)) >= 0);
  }
}
