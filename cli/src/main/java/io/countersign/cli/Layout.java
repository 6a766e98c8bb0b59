package io.countersign.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lays text out for a terminal of 80 columns. */
final class Layout {
  static final int WIDTH = 80;

  private static final List<Map.Entry<String, Integer>> UNITS =
      List.of(Map.entry("d", 86_400), Map.entry("h", 3_600), Map.entry("min", 60));

  private Layout() {}

  /** Returns the text with blanks behind it, at least this wide. */
  static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  /**
   * Returns the text in lines that fit, broken at blanks; the first starts with {@code head}, the
   * others under its end. A word that does not fit stands alone and whole, so it can be copied.
   */
  static String wrap(String head, String text) {
    int room = Math.max(20, WIDTH - head.length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return head + String.join("\n" + " ".repeat(head.length()), lines);
  }

  /** Returns the time in its largest unit that is whole, or in seconds rounded down. */
  static String time(Duration time) {
    long seconds = time.toSeconds();
    for (Map.Entry<String, Integer> unit : UNITS) {
      if (seconds > 0 && seconds % unit.getValue() == 0) {
        return seconds / unit.getValue() + " " + unit.getKey();
      }
    }
    return seconds + " s";
  }

  /** Returns the two side by side, or the second below, at the right, where they do not fit. */
  static String beside(String left, String right) {
    return left.length() + 2 + right.length() <= WIDTH
        ? left + "  " + right
        : left.stripTrailing() + "\n" + " ".repeat(Math.max(0, WIDTH - right.length())) + right;
  }
}
