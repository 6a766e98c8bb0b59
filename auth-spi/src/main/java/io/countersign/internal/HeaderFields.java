package io.countersign.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Header fields whose names are found in any case. */
public final class HeaderFields {
  private HeaderFields() {}

  /**
   * Returns an unmodifiable copy; lines of names that differ in case alone are put together. A null
   * name, under which some clients keep the status line, is left out.
   */
  public static Map<String, List<String>> frozen(Map<String, List<String>> headers) {
    Map<String, List<String>> copy = copy(headers);
    copy.replaceAll((name, lines) -> List.copyOf(lines));
    return Collections.unmodifiableMap(copy);
  }

  /** As {@link #frozen}, to be changed. */
  static Map<String, List<String>> copy(Map<String, List<String>> headers) {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, lines) -> {
      if (name != null) {
        copy.computeIfAbsent(name, any -> new ArrayList<>()).addAll(lines);
      }
    });
    return copy;
  }
}
