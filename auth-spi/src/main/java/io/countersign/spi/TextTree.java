package io.countersign.spi;

import java.util.List;
import java.util.Map;

/** A tree as JSON knows it, whose strings are texts. */
public sealed interface TextTree {

  /** A text: a string of the tree. */
  record Text(Template template) implements TextTree {
    @Override
    public String toString() {
      return "Text";
    }
  }

  /** A number, a boolean or null, in the spelling of the configuration. */
  record Literal(String json) implements TextTree {}

  /** An object; its members are in the order of their names. */
  record Members(Map<String, TextTree> members) implements TextTree {
    /** Keeps an unmodifiable view of the members. */
    public Members {
      members = java.util.Collections.unmodifiableMap(members);
    }
  }

  /** An array. */
  record Items(List<TextTree> items) implements TextTree {
    /** Keeps a copy of the items. */
    public Items {
      items = List.copyOf(items);
    }
  }
}
