package io.countersign.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
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

  /** Where the words of a request may stand, these may too. */
  static final List<String> OF_REQUESTS = List.of("lower", "upper", "trim", "sha256", "md5");

  /** What makes a text of a moment: only first after {@code now}. */
  static final List<String> OF_TIME = List.of("seconds", "millis", "http-date", "date:PATTERN");

  /** A value that a filter cannot take. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /** Octets on their way, as a text in a charset that loses none of them. */
  private record Octets(String text, Charset charset) {
    byte[] bytes() {
      return text.getBytes(charset);
    }

    Octets with(String other) {
      return new Octets(other, charset);
    }

    boolean isText() {
      return charset == StandardCharsets.UTF_8;
    }
  }

  /** Returns the filter that is written so, or null if there is none. */
  static @Nullable Filter parse(String written) {
    if (written.startsWith("json:/")) {
      return new Filter("json", written.substring(5));
    }
    if (written.startsWith("date:")) {
      return new Filter("date", written.substring(5));
    }
    boolean known =
        NAMES.contains(written) || OF_REQUESTS.contains(written) || OF_TIME.contains(written);
    return known && written.indexOf(':') < 0 ? new Filter(written, "") : null;
  }

  boolean isOfRequests() {
    return OF_REQUESTS.contains(name);
  }

  boolean isOfTime() {
    return name.equals("date") || OF_TIME.contains(name);
  }

  private boolean isHash() {
    return name.equals("sha256") || name.equals("md5");
  }

  private boolean isBase64() {
    return name.startsWith("base64");
  }

  /** Returns what these filters make of a text, one after the other. */
  static String through(List<Filter> filters, String value) {
    return filters.isEmpty()
        ? value
        : through(filters, new Octets(value, StandardCharsets.UTF_8)).text;
  }

  /** Returns what these filters make of octets that may be no text: none gets lost. */
  static byte[] through(List<Filter> filters, byte[] value) {
    boolean ofText = !filters.get(0).isHash() && !filters.get(0).isBase64();
    return through(filters, ofText ? decoded(value) : undecoded(value)).bytes();
  }

  private static Octets decoded(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    boolean whole =
        text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value);
    return whole ? new Octets(text, StandardCharsets.UTF_8) : undecoded(value);
  }

  private static Octets undecoded(byte[] value) {
    return new Octets(new String(value, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
  }

  private static Octets through(List<Filter> filters, Octets value) {
    Octets result = value;
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      boolean whole = i + 1 < filters.size() && filters.get(i + 1).isBase64();
      result = whole && filter.isHash() ? undecoded(filter.hash(result)) : filter.apply(result);
    }
    return result;
  }

  private Octets apply(Octets value) {
    return value.with(
        switch (name) {
          case "base64" -> Base64.getEncoder().encodeToString(value.bytes());
          case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(value.bytes());
          case "urlencode" -> Pairs.percentEncoded(value.bytes());
          case "lower" -> value.isText() ? value.text.toLowerCase(Locale.ROOT) : lower(value.text);
          case "upper" -> value.isText() ? value.text.toUpperCase(Locale.ROOT) : upper(value.text);
          case "trim" -> value.text.trim();
          case "sha256", "md5" -> HexFormat.of().formatHex(hash(value));
          default -> jsonText(value);
        });
  }

  /** In octets that are no text, the letters of ASCII are still letters. */
  private static String lower(String octets) {
    StringBuilder text = new StringBuilder(octets);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      text.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    return text.toString();
  }

  private static String upper(String octets) {
    StringBuilder text = new StringBuilder(octets);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      text.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c);
    }
    return text.toString();
  }

  private byte[] hash(Octets value) {
    try {
      return MessageDigest.getInstance(name.equals("md5") ? "MD5" : "SHA-256")
          .digest(value.bytes());
    } catch (NoSuchAlgorithmException absent) {
      throw new Unusable("this Java has no " + name);
    }
  }

  private String jsonText(Octets value) {
    JsonTree json;
    try {
      if (!value.isText()) {
        throw new Unusable("it is not UTF-8, as json:" + argument + " needs");
      }
      json = JsonTree.parse(value.text);
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
