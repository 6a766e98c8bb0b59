package io.countersign.secrets.file;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * How deep a HOCON or JSON text nests, by brackets and by dotted keys, told without recursion: its
 * parser recurses, and has no limit of its own (that of TOML has one for brackets).
 */
final class Depth {
  static final int LIMIT = 64;

  /** Ends the reading; has no message, so that it cannot show one. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final String text;
  private final Deque<Integer> open = new ArrayDeque<>();
  private int line = 1;
  private int level;
  private int dots;

  private Depth(String text) {
    this.text = text;
  }

  /** Returns the first line that is too deep. */
  static OptionalInt exceededAt(String text) {
    return new Depth(text).scan();
  }

  /**
   * Returns the level below this one: what was parsed may be deeper than what was written, by a
   * substitution.
   */
  static int below(int level) {
    if (level >= LIMIT) {
      throw new Exceeded();
    }
    return level + 1;
  }

  private OptionalInt scan() {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> i = endOfString(i);
        case '#' -> i = endOfLine(i);
        case '/' -> i = text.startsWith("//", i) ? endOfLine(i) : i;
        case '.' -> dots++;
        case '{', '[' -> {
          open.push(dots + 1);
          level += dots + 1;
          dots = 0;
        }
        case '}', ']' -> {
          level -= open.isEmpty() ? 0 : open.pop();
          dots = 0;
        }
        case '\n', ',' -> {
          dots = 0;
          line += text.charAt(i) == '\n' ? 1 : 0;
        }
        default -> {}
      }
      if (level + dots > LIMIT) {
        return OptionalInt.of(line);
      }
    }
    return OptionalInt.empty();
  }

  private int endOfLine(int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end - 1;
  }

  /** Returns the index of the closing quote; a string of one quote cannot hold a line end. */
  private int endOfString(int start) {
    if (text.startsWith("\"\"\"", start)) {
      int end = text.indexOf("\"\"\"", start + 3);
      if (end < 0) {
        return text.length();
      }
      line += (int) text.substring(start, end).chars().filter(c -> c == '\n').count();
      end += 2;
      while (end + 1 < text.length() && text.charAt(end + 1) == '"') {
        end++;
      }
      return end;
    }
    for (int i = start + 1; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> {
          return i;
        }
        case '\n' -> {
          return i - 1;
        }
        case '\\' -> i++;
        default -> {}
      }
    }
    return text.length();
  }
}
