package io.countersign.secrets.file;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** TOML 1.0. Only a string is a text: of everything else the parser forgets the spelling. */
final class Toml {
  private Toml() {}

  static Document parse(String text) {
    TomlParseResult result = org.tomlj.Toml.parse(text, TomlVersion.V1_0_0);
    if (result.hasErrors()) {
      // Its messages quote what they stumbled over, which may be the secret.
      TomlPosition first = result.errors().get(0).position();
      return new Document.Unusable(
          "is not TOML 1.0",
          "see line "
              + first.line()
              + ", column "
              + first.column()
              + "; a text stands between quotes, and a key stands once");
    }
    return new Document.Keys(table(result, 0));
  }

  private static Node.Table table(TomlTable table, int level) {
    Map<String, Node> members = new TreeMap<>();
    for (String key : table.keySet()) {
      List<String> path = List.of(key);
      TomlPosition position = table.inputPositionOf(path);
      members.put(
          key, node(table.get(path), position == null ? 0 : position.line(), Depth.below(level)));
    }
    return new Node.Table(members);
  }

  private static Node node(@Nullable Object value, int line, int level) {
    if (value instanceof String text) {
      return new Node.Text(text);
    }
    if (value instanceof TomlTable table) {
      return table(table, level);
    }
    if (value instanceof Number) {
      return new Node.Other("a number", line);
    }
    if (value instanceof TomlArray) {
      return new Node.Other("an array", line);
    }
    return new Node.Other(value instanceof Boolean ? "a truth value" : "a date or time", line);
  }
}
