package io.countersign.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON text whose values are found by RFC 6901 pointers. Shows nothing of itself. */
public final class JsonTree {
  private final ConfigValue root;

  private JsonTree(ConfigValue root) {
    this.root = root;
  }

  /** A text that is no JSON; the message shows nothing of it. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what, null, false, false);
    }
  }

  /** Reads a text; the grammar is checked first, since the parser prints what it reads. */
  public static JsonTree parse(String text) throws Malformed {
    try {
      new JsonScanner(text).document();
      Config parsed =
          ConfigFactory.parseString(
              "{\"v\":" + text + "}", ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      ConfigValue value = parsed.root().get("v");
      if (value != null) {
        return new JsonTree(value);
      }
    } catch (JsonScanner.Malformed malformed) {
      boolean deep = String.valueOf(malformed.getMessage()).startsWith("is nested");
      throw new Malformed(deep ? "its JSON is nested too deeply" : "it is not JSON");
    } catch (ConfigException malformed) {
      throw new Malformed("it is not JSON");
    }
    throw new Malformed("it is not JSON");
  }

  /** Returns whether something other than null is at the pointer. */
  public boolean has(String pointer) {
    return at(pointer) != null;
  }

  /**
   * Returns the text, number or boolean at the pointer, as it is spelled; empty where there is
   * nothing, a null, or something else.
   */
  public Optional<String> text(String pointer) {
    ConfigValue value = at(pointer);
    if (value == null) {
      return Optional.empty();
    }
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("v").getString("v"));
      default -> Optional.empty();
    };
  }

  /** Returns the string at the pointer; empty where there is anything else. */
  public Optional<String> string(String pointer) {
    ConfigValue value = at(pointer);
    return value == null || value.valueType() != ConfigValueType.STRING
        ? Optional.empty()
        : Optional.of((String) value.unwrapped());
  }

  /** Returns whether an object is at the pointer. */
  public boolean isObject(String pointer) {
    return at(pointer) instanceof ConfigObject;
  }

  /** Returns the names of the object at the pointer, sorted; none where there is no object. */
  public List<String> names(String pointer) {
    return at(pointer) instanceof ConfigObject object
        ? object.keySet().stream().sorted().toList()
        : List.of();
  }

  /** Returns its members, nulls too; empty if it is no object. */
  public Optional<Map<String, ConfigValue>> members() {
    return root instanceof ConfigObject object ? Optional.of(object) : Optional.empty();
  }

  /** Names what a value is, in the words of JSON. */
  public static String kind(ConfigValue value) {
    return value.valueType() == ConfigValueType.OBJECT ? "an object" : Shapes.of(value);
  }

  private @Nullable ConfigValue at(String pointer) {
    ConfigValue value = root;
    if (!pointer.isEmpty()) {
      for (String escaped : pointer.substring(1).split("/", -1)) {
        ConfigValue next = child(value, escaped.replace("~1", "/").replace("~0", "~"));
        if (next == null) {
          return null;
        }
        value = next;
      }
    }
    return value.valueType() == ConfigValueType.NULL ? null : value;
  }

  private static @Nullable ConfigValue child(ConfigValue value, String key) {
    if (value instanceof ConfigObject object) {
      return object.get(key);
    }
    if (value instanceof ConfigList list && key.matches("0|[1-9]\\d{0,8}")) {
      int index = Integer.parseInt(key);
      return index < list.size() ? list.get(index) : null;
    }
    return null;
  }

  /** Returns the text as a string of JSON. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ') {
            quoted.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return "JsonTree";
  }
}
