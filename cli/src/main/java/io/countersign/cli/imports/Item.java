package io.countersign.cli.imports;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands at one place of a document, be it YAML, JSON or TOML. Immutable. */
sealed interface Item {
  /** Returns where it begins. */
  At at();

  /** A place in a file, both counted from one. */
  record At(int line, int column) {}

  /** What a scalar is, by how it is written. */
  enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    NULL
  }

  /** One value. */
  record Scalar(At at, Kind kind, String text) implements Item {
    @Override
    public String toString() {
      return "Scalar[" + kind + "]";
    }
  }

  /** Named values, in the order of the document. */
  record Table(At at, Map<String, Item> members) implements Item {
    @Nullable Item get(String name) {
      return members.get(name);
    }

    /** Returns what is below these names, one in the other; null if nothing is. */
    @Nullable Item at(String... names) {
      Item found = this;
      for (String name : names) {
        found = found instanceof Table table ? table.get(name) : null;
      }
      return found;
    }

    @Override
    public String toString() {
      return "Table" + members.keySet();
    }
  }

  /** Values one after the other. */
  record Row(At at, List<Item> items) implements Item {
    @Override
    public String toString() {
      return "Row[" + items.size() + "]";
    }
  }

  /** Returns the text of a scalar that is not null; null for anything else. */
  static @Nullable String text(@Nullable Item item) {
    return item instanceof Scalar scalar && scalar.kind() != Kind.NULL ? scalar.text() : null;
  }

  /** Returns whether it says yes, in a word of YAML 1.1, which many tools read. */
  static boolean isTrue(@Nullable Item item) {
    String text = text(item);
    return text != null && text.matches("(?i)true|yes|on");
  }

  /** Returns whether nothing is there: no value at all, or null. */
  static boolean isAbsent(@Nullable Item item) {
    return item == null || (item instanceof Scalar scalar && scalar.kind() == Kind.NULL);
  }

  /** Returns the items of a list; none if there is no list. */
  static List<Item> items(@Nullable Item item) {
    return item instanceof Row row ? row.items() : List.of();
  }

  /** Returns the members of a table; none if there is no table. */
  static Map<String, Item> members(@Nullable Item item) {
    return item instanceof Table table ? table.members() : Map.of();
  }
}
