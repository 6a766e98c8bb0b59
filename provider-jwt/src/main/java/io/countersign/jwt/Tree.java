package io.countersign.jwt;

import io.countersign.spi.Live;
import io.countersign.spi.TextTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a tree of the configuration says as JSON, made anew when one of its texts changes. */
final class Tree {
  private static final Pattern LITERAL =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private Tree() {}

  /**
   * Returns the members of an object.
   *
   * @throws IllegalArgumentException if it holds what JSON cannot say
   */
  static Live<Map<String, Object>> members(String path, TextTree tree) {
    Live<Map<String, Object>> all = Live.of(Map.of());
    for (Map.Entry<String, TextTree> member : object(path, tree).entrySet()) {
      String name = member.getKey();
      all =
          Live.both(
              all,
              value(path + "." + name, member.getValue()),
              (before, value) -> {
                Map<String, Object> more = new LinkedHashMap<>(before);
                more.put(name, value);
                return Collections.unmodifiableMap(more);
              });
    }
    return all;
  }

  /** Returns the members as they are written. */
  static Map<String, TextTree> object(String path, TextTree tree) {
    if (tree instanceof TextTree.Members object) {
      return object.members();
    }
    throw new IllegalArgumentException(path + " must be a block { … }");
  }

  private static Live<?> value(String path, TextTree tree) {
    if (tree instanceof TextTree.Text text) {
      return text.template().fill(word -> Live.of(""));
    }
    if (tree instanceof TextTree.Literal literal) {
      if (!LITERAL.matcher(literal.json()).matches()) {
        throw new IllegalArgumentException(
            path + " must be a text, a number, true, false or null, spelled as in JSON");
      }
      return Live.of(new Json.Literal(literal.json()));
    }
    return tree instanceof TextTree.Items array ? items(path, array.items()) : members(path, tree);
  }

  private static Live<List<Object>> items(String path, List<TextTree> items) {
    Live<List<Object>> all = Live.of(List.of());
    for (TextTree item : items) {
      all =
          Live.both(
              all,
              value(path, item),
              (before, value) -> {
                List<Object> more = new ArrayList<>(before);
                more.add(value);
                return Collections.unmodifiableList(more);
              });
    }
    return all;
  }
}
