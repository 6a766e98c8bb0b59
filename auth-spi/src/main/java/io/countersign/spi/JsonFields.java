package io.countersign.spi;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.countersign.internal.JsonTree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a JSON object, for a source whose secrets are JSON. Immutable; {@code toString}
 * shows nothing of it.
 */
public final class JsonFields {
  private final Map<String, ConfigValue> members;

  private JsonFields(Map<String, ConfigValue> members) {
    this.members = members;
  }

  /** Reads a text; empty if it is not one JSON object. */
  public static Optional<JsonFields> of(String text) {
    try {
      return JsonTree.parse(text).members().map(JsonFields::new);
    } catch (JsonTree.Malformed malformed) {
      return Optional.empty();
    }
  }

  /** Returns the names of all members, in order of the alphabet. */
  public Set<String> names() {
    return new TreeSet<>(members.keySet());
  }

  /** Returns the member of this name if it is a string. */
  public Optional<String> text(String name) {
    ConfigValue value = members.get(name);
    return value == null || value.valueType() != ConfigValueType.STRING
        ? Optional.empty()
        : Optional.of((String) value.unwrapped());
  }

  /** Returns what the member of this name is, as {@code a number}; empty if there is none. */
  public Optional<String> kind(String name) {
    return Optional.ofNullable(members.get(name)).map(JsonTree::kind);
  }

  @Override
  public String toString() {
    return "JsonFields";
  }
}
