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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may stand after a bar in a template. Throws {@link Unusable} for a value that it cannot
 * take; its message says why, and shows nothing of the value.
 *
 * @param name as it is written before the colon
 * @param argument as it is written after it; empty where there is none
 */
record Filter(String name, String argument) {
  static final List<String> NAMES = List.of("base64", "base64url", "urlencode", "json:/pointer");

  /** A value that a filter cannot take. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /** Returns the filter that is written so, or null if there is none. */
  static @Nullable Filter parse(String written) {
    return switch (written) {
      case "base64", "base64url", "urlencode" -> new Filter(written, "");
      default -> written.startsWith("json:/") ? new Filter("json", written.substring(5)) : null;
    };
  }

  String apply(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return switch (name) {
      case "base64" -> Base64.getEncoder().encodeToString(bytes);
      case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      case "urlencode" ->
          URLEncoder.encode(value, StandardCharsets.UTF_8)
              .replace("+", "%20")
              .replace("*", "%2A")
              .replace("%7E", "~");
      default -> at(parseJson(value));
    };
  }

  private String at(ConfigValue json) {
    ConfigValue value = json;
    for (String escaped : argument.substring(1).split("/", -1)) {
      String key = escaped.replace("~1", "/").replace("~0", "~");
      ConfigValue next = child(value, key);
      if (next == null) {
        throw new Unusable("it has nothing at the JSON pointer " + argument);
      }
      value = next;
    }
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> value.atKey("v").getString("v");
      default -> throw new Unusable("what it has at the JSON pointer " + argument + " is no text");
    };
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

  /** Its parser is recursive and prints what it reads: neither may get out. */
  private ConfigValue parseJson(String text) {
    try {
      Config parsed =
          ConfigFactory.parseString(
              "{\"v\":" + text + "}", ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      ConfigValue value = parsed.root().get("v");
      if (value != null && parsed.root().size() == 1 && value.valueType() != ConfigValueType.NULL) {
        return value;
      }
    } catch (ConfigException malformed) {
      throw new Unusable("it is not JSON, as json:" + argument + " needs");
    } catch (StackOverflowError tooDeep) {
      throw new Unusable("its JSON is nested too deeply");
    }
    throw new Unusable("it is not JSON, as json:" + argument + " needs");
  }

  @Override
  public String toString() {
    return argument.isEmpty() ? name : name + ":" + argument;
  }
}
