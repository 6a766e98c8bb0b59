package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a value of the configuration looks like, before anyone asks what it means. */
final class Shapes {
  private Shapes() {}

  /** Returns the value as a block, or null after a fault. */
  static @Nullable ConfigObject object(Reading reading, String name, ConfigValue value) {
    return object(reading, name, value, "");
  }

  /**
   * Returns the value as a block, or null after a fault.
   *
   * @param why what the fault says beside that, behind a colon
   */
  static @Nullable ConfigObject object(
      Reading reading, String name, ConfigValue value, String why) {
    if (value instanceof ConfigObject object) {
      return object;
    }
    reading.fault(value, name, "must be a block { … }, not " + of(value) + why);
    return null;
  }

  /** Names the shape, in the words of a report. */
  static String of(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a block";
      case LIST -> "a list";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
    };
  }

  /** Returns whether it is one text, number or flag. */
  static boolean isScalar(ConfigValue value) {
    ConfigValueType type = value.valueType();
    return type == ConfigValueType.STRING
        || type == ConfigValueType.NUMBER
        || type == ConfigValueType.BOOLEAN;
  }

  /** Returns a scalar in its own spelling: 1.10 stays 1.10. */
  static String written(ConfigValue scalar) {
    return scalar.atKey("v").getString("v");
  }

  /** Follows {@code { by = word, word = value }} to the value that is meant; null after a fault. */
  static @Nullable ConfigValue chosen(Reading reading, String name, ConfigValue value) {
    if (!(value instanceof ConfigObject choice) || !choice.containsKey("by")) {
      return value;
    }
    ConfigValue by = choice.get("by");
    TreeSet<String> words = new TreeSet<>(choice.keySet());
    words.remove("by");
    if (!isScalar(by)) {
      reading.fault(
          by, name + ".by", "must be one of " + String.join(", ", words) + ", not " + of(by));
      return null;
    }
    String word = written(by);
    ConfigValue chosen = words.contains(word) ? choice.get(word) : null;
    if (chosen == null) {
      reading.fault(
          by,
          name + ".by",
          "must be one of " + String.join(", ", words) + Suggest.hint(word, words));
      return null;
    }
    return chosen(reading, name, chosen);
  }
}
