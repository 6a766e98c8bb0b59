package io.countersign.internal;

import io.countersign.spi.Placement;
import java.util.ArrayList;
import java.util.List;

/** One cookie more in what a request sends; there is one line of them (RFC 6265 §5.4). */
final class CookiePlace {
  private CookiePlace() {}

  static String put(List<String> lines, Placement placement, boolean replace) {
    List<String> cookies = new ArrayList<>();
    for (String line : lines) {
      for (String cookie : line.split(";", -1)) {
        if (!cookie.isBlank()) {
          cookies.add(cookie.strip());
        }
      }
    }
    if (cookies.removeIf(cookie -> name(cookie).equals(placement.name())) && !replace) {
      throw Refusal.conflict(placement.where());
    }
    cookies.add(placement.name() + "=" + placement.value());
    return String.join("; ", cookies);
  }

  private static String name(String cookie) {
    int end = cookie.indexOf('=');
    return (end < 0 ? cookie : cookie.substring(0, end)).strip();
  }
}
