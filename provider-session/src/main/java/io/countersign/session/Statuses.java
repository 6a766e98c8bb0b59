package io.countersign.session;

import io.countersign.spi.Setting;
import java.util.List;

/** Lists of HTTP statuses, as words of the configuration. */
final class Statuses {
  private Statuses() {}

  static Setting<List<Integer>> setting(String name) {
    return Setting.list(name, "an HTTP status, as 403", Statuses::parse);
  }

  private static Integer parse(String word) {
    if (!word.matches("[1-5]\\d\\d")) {
      throw new IllegalArgumentException("no status");
    }
    return Integer.valueOf(word);
  }
}
