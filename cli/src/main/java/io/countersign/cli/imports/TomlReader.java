package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.At;
import io.countersign.cli.imports.Item.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** Reads TOML 1.0. */
final class TomlReader {
  private static final At START = new At(1, 1);

  private final String file;
  private int items;

  TomlReader(String file) {
    this.file = file;
  }

  Item read(String text) {
    TomlParseResult result;
    try {
      result = Toml.parse(text, TomlVersion.V1_0_0);
    } catch (StackOverflowError deep) {
      throw Document.fault(file, START, "is nested too deep");
    }
    if (result.hasErrors()) {
      // Its messages quote what they stumbled over, which may be a secret.
      throw Document.fault(
          file,
          at(result.errors().get(0).position()),
          "is not TOML 1.0; a text stands between quotes, and a name stands once");
    }
    return table(result, START, 0);
  }

  private Item table(TomlTable table, At at, int depth) {
    Map<String, Item> members = new LinkedHashMap<>();
    for (String name : table.keySet()) {
      List<String> path = List.of(name);
      members.put(name, item(table.get(path), at(table.inputPositionOf(path)), depth + 1));
    }
    return new Item.Table(at, members);
  }

  private Item item(@Nullable Object value, At at, int depth) {
    if (depth > Document.DEPTH) {
      throw Document.fault(file, at, "is nested deeper than " + Document.DEPTH + " levels");
    }
    if (++items > Document.MOST_ITEMS) {
      throw Document.fault(file, at, "stands for more than " + Document.MOST_ITEMS + " values");
    }
    if (value instanceof TomlTable table) {
      return table(table, at, depth);
    }
    if (value instanceof TomlArray array) {
      List<Item> row = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        row.add(item(array.get(i), at(array.inputPositionOf(i)), depth + 1));
      }
      return new Item.Row(at, row);
    }
    Kind kind =
        value instanceof Number ? Kind.NUMBER : value instanceof Boolean ? Kind.FLAG : Kind.TEXT;
    return new Item.Scalar(at, kind, String.valueOf(value));
  }

  private static At at(@Nullable TomlPosition position) {
    return position == null ? START : new At(position.line(), position.column());
  }
}
