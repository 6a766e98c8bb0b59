package io.countersign.internal;

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
      default -> jsonText(value);
    };
  }

  private String jsonText(String value) {
    JsonTree json;
    try {
      json = JsonTree.parse(value);
    } catch (JsonTree.Malformed malformed) {
      throw new Unusable(malformed.getMessage() + ", as json:" + argument + " needs");
    }
    if (!json.has(argument)) {
      throw new Unusable("it has nothing at the JSON pointer " + argument);
    }
    return json.text(argument)
        .orElseThrow(
            () -> new Unusable("what it has at the JSON pointer " + argument + " is no text"));
  }

  @Override
  public String toString() {
    return argument.isEmpty() ? name : name + ":" + argument;
  }
}
