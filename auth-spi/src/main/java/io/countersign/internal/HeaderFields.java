package io.countersign.internal;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Header fields whose names are found in any case; unmodifiable, so that nobody copies them. */
public final class HeaderFields extends AbstractMap<String, List<String>> {
  private final SortedMap<String, List<String>> fields;

  private HeaderFields(SortedMap<String, List<String>> fields) {
    this.fields = fields;
  }

  /**
   * Returns an unmodifiable copy; lines of names that differ in case alone are put together. A null
   * name, under which some clients keep the status line, is left out.
   */
  public static Map<String, List<String>> frozen(Map<String, List<String>> headers) {
    if (headers instanceof HeaderFields) {
      return headers;
    }
    SortedMap<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, lines) -> {
      if (name != null) {
        fields.merge(name, List.copyOf(lines), HeaderFields::joined);
      }
    });
    return new HeaderFields(fields);
  }

  private static List<String> joined(List<String> lines, List<String> more) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** Returns a copy to be changed, whose lists are not. */
  static SortedMap<String, List<String>> thawed(Map<String, List<String>> headers) {
    return new TreeMap<>(((HeaderFields) frozen(headers)).fields);
  }

  /** Takes over what nobody changes any more, and whose lists cannot be. */
  static Map<String, List<String>> of(SortedMap<String, List<String>> fields) {
    return new HeaderFields(fields);
  }

  @Override
  public @Nullable List<String> get(@Nullable Object name) {
    return name instanceof String ? fields.get(name) : null;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public Set<Entry<String, List<String>>> entrySet() {
    return Collections.unmodifiableMap(fields).entrySet();
  }
}
