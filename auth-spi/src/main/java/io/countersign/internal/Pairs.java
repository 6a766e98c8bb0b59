package io.countersign.internal;

import io.countersign.spi.Placement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What queries and forms are made of: {@code name=value&name=value}, encoded.
 *
 * @param charset of its characters outside ASCII, which a name may hold without being encoded
 */
public record Pairs(String text, Charset charset) {

  /** Returns the values of a name in a query, decoded. */
  public static List<String> values(String query, String name) {
    Pairs pairs = new Pairs(query, StandardCharsets.UTF_8);
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    return Arrays.stream(query.split("&", -1))
        .filter(pair -> pairs.isNamed(pair, octets))
        .map(pair -> pair.indexOf('=') < 0 ? "" : pair.substring(pair.indexOf('=') + 1))
        .map(value -> new String(pairs.decoded(value), StandardCharsets.UTF_8))
        .toList();
  }

  /** Returns it with the encoded pair at its end. */
  String with(Placement placement, String encoded, boolean replace) {
    byte[] name = placement.name().getBytes(StandardCharsets.UTF_8);
    String rest = text;
    if (has(name)) {
      if (!replace) {
        throw Refusal.conflict(placement.where());
      }
      rest = without(name);
    }
    return rest + (rest.isEmpty() || rest.endsWith("&") ? "" : "&") + encoded;
  }

  private boolean has(byte[] name) {
    return Arrays.stream(text.split("&", -1)).anyMatch(pair -> isNamed(pair, name));
  }

  private String without(byte[] name) {
    return Arrays.stream(text.split("&", -1))
        .filter(pair -> !isNamed(pair, name))
        .collect(Collectors.joining("&"));
  }

  /** Without anything between two marks there is no parameter, not one with an empty name. */
  private boolean isNamed(String pair, byte[] name) {
    int end = pair.indexOf('=');
    return !pair.isEmpty() && Arrays.equals(decoded(end < 0 ? pair : pair.substring(0, end)), name);
  }

  /** A percent sign that begins no octet stands for itself, as servers read it. */
  private byte[] decoded(String name) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(name.length());
    int at = 0;
    while (at < name.length()) {
      char c = name.charAt(at);
      if (c == '%'
          && at + 2 < name.length()
          && digit(name, at + 1) >= 0
          && digit(name, at + 2) >= 0) {
        octets.write(digit(name, at + 1) << 4 | digit(name, at + 2));
        at += 3;
      } else {
        int next = at + Character.charCount(name.codePointAt(at));
        octets.writeBytes(c == '+' ? new byte[] {' '} : name.substring(at, next).getBytes(charset));
        at = next;
      }
    }
    return octets.toByteArray();
  }

  private static int digit(String text, int at) {
    char c = text.charAt(at);
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /**
   * Returns the text as RFC 3986 §2.5 says: UTF-8, everything but unreserved characters encoded.
   */
  static String percentEncoded(String text) {
    return percentEncoded(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns octets as RFC 3986 §2.5 says: everything but unreserved characters encoded. */
  static String percentEncoded(byte[] octets) {
    StringBuilder encoded = new StringBuilder(octets.length + 16);
    for (byte octet : octets) {
      boolean unreserved =
          (octet >= 'a' && octet <= 'z')
              || (octet >= 'A' && octet <= 'Z')
              || (octet >= '0' && octet <= '9')
              || "-._~".indexOf(octet) >= 0;
      if (unreserved) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(hex(octet >> 4)).append(hex(octet));
      }
    }
    return encoded.toString();
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit & 0xF);
  }
}
