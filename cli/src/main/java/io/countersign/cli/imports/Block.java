package io.countersign.cli.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings between braces, as they will stand in {@code application.conf}. Not for threads. */
final class Block {
  private static final int WIDTH = 100;

  /** Each is written in HOCON already, or a block. */
  private final Map<String, Object> settings = new LinkedHashMap<>();

  private final List<String> comments = new ArrayList<>();

  /** Makes one of this type. */
  static Block of(String type) {
    return new Block().raw("type", Hocon.word(type));
  }

  /** Adds a setting that is written in HOCON already. */
  Block raw(String name, String hocon) {
    settings.put(name, hocon);
    return this;
  }

  /** Adds a text or a word. */
  Block text(String name, String text) {
    return raw(name, Hocon.quoted(text));
  }

  /** Adds a word, which has quotes only where it needs them. */
  Block word(String name, String word) {
    return raw(name, Hocon.word(word));
  }

  /** Adds a block, if there is something in it. */
  Block block(String name, Block inner) {
    if (!inner.isEmpty()) {
      settings.put(name, inner);
    }
    return this;
  }

  /** Adds a line that is no setting, below those that are there. */
  Block comment(String text) {
    comments.add(text);
    return this;
  }

  boolean isEmpty() {
    return settings.isEmpty() && comments.isEmpty();
  }

  boolean has(String name) {
    return settings.containsKey(name);
  }

  /** Returns what is written for a setting; null for a block, or if it is not there. */
  @Nullable String written(String name) {
    return settings.get(name) instanceof String text ? text : null;
  }

  void remove(String name) {
    settings.remove(name);
  }

  /** Returns the block of this name, which is made if it is not there. */
  Block inner(String name) {
    return (Block) settings.computeIfAbsent(name, unused -> new Block());
  }

  List<String> names() {
    return List.copyOf(settings.keySet());
  }

  /** Takes out the blocks in which nothing stands. */
  void prune() {
    settings.values().removeIf(value -> value instanceof Block inner && inner.isEmpty());
  }

  /** Writes it with its braces, the lines after the first with this in front. */
  String written(String name, String indent) {
    StringBuilder text = new StringBuilder(Hocon.name(name)).append(" {\n");
    lines(indent + "  ", text);
    return text.append(indent).append('}').toString();
  }

  private void lines(String indent, StringBuilder text) {
    settings.forEach((name, value) -> {
      text.append(indent);
      if (value instanceof Block inner) {
        String flat = inner.flat(name);
        text.append(
            flat != null && indent.length() + flat.length() <= WIDTH
                ? flat
                : inner.written(name, indent));
      } else {
        text.append(Hocon.name(name)).append(" = ").append(value);
      }
      text.append('\n');
    });
    comments.forEach(comment -> text.append(indent).append("# ").append(comment).append('\n'));
  }

  /** Returns it in one line; null if it cannot stand in one. */
  private @Nullable String flat(String name) {
    if (!comments.isEmpty()) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, Object> setting : settings.entrySet()) {
      if (setting.getValue() instanceof Block inner) {
        String flat = inner.flat(setting.getKey());
        if (flat == null) {
          return null;
        }
        parts.add(flat);
      } else {
        parts.add(Hocon.name(setting.getKey()) + " = " + setting.getValue());
      }
    }
    return Hocon.name(name) + " { " + String.join(", ", parts) + " }";
  }

  /** Returns it as an item of a list. */
  String item() {
    String flat = flat("x");
    return flat == null ? written("x", "").substring(2) : flat.substring(2);
  }

  /** Returns what tells it from others. */
  @Override
  public String toString() {
    return written("x", "");
  }
}
