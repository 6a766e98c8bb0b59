package io.countersign.spi;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one exchange has put on its requests so far, to be known again when a server echoes it. */
final class Placed {
  /** Shorter values stand in addresses by chance. */
  private static final int RECOGNISABLE = 8;

  private volatile List<Placement> placements = List.of();

  void add(Credentials credentials) {
    if (!credentials.placements().isEmpty()) {
      List<Placement> all = new ArrayList<>(placements);
      all.addAll(credentials.placements());
      placements = List.copyOf(all);
    }
  }

  boolean header(String name) {
    return placements.stream()
        .anyMatch(one -> one.place() == Place.HEADER && one.name().equalsIgnoreCase(name));
  }

  /**
   * Returns the address without the query parameters that were placed.
   *
   * @param anyValue whether the name says enough, or the value must be the placed one too
   */
  URI removedFrom(URI address, boolean anyValue) {
    String query = address.getRawQuery();
    if (query == null || placements.stream().noneMatch(one -> one.place() == Place.QUERY)) {
      return address;
    }
    List<String> all = List.of(query.split("&", -1));
    List<String> kept = all.stream().filter(parameter -> !isPlaced(parameter, anyValue)).toList();
    if (kept.size() == all.size()) {
      return address;
    }
    String text = address.toString();
    int mark = text.indexOf('?');
    String fragment = address.getRawFragment();
    return URI.create(
        text.substring(0, mark)
            + (kept.isEmpty() ? "" : "?" + String.join("&", kept))
            + (fragment == null ? "" : "#" + fragment));
  }

  private boolean isPlaced(String parameter, boolean anyValue) {
    String[] parts = parameter.replace('+', ' ').split("=", 2);
    String name = decoded(parts[0]);
    String value = parts.length == 2 ? decoded(parts[1]) : "";
    String raw = parts.length == 2 ? decoded(parameter.substring(parts[0].length() + 1)) : "";
    return placements.stream()
        .anyMatch(one ->
            one.place() == Place.QUERY
                && one.name().equals(name)
                && (anyValue || one.value().equals(value) || one.value().equals(raw)));
  }

  /** Returns whether the address holds a placed value, plain or percent-encoded up to twice. */
  boolean echoedIn(URI address) {
    String once = decoded(address.toString());
    List<String> spellings =
        Stream.of(address.toString(), once, decoded(once))
            .flatMap(text -> Stream.of(text, text.replace('+', ' ')))
            .collect(Collectors.toList());
    return placements.stream()
        .map(Placement::value)
        // Of "Bearer abc" it is "abc" that must not travel.
        .map(value -> value.substring(value.lastIndexOf(' ') + 1))
        .filter(value -> value.length() >= RECOGNISABLE)
        .anyMatch(value -> spellings.stream().anyMatch(text -> text.contains(value)));
  }

  /** Percent-decodes as UTF-8; what is no escape stays as it is. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (low < 0) {
        plain.write(bytes[i]);
      } else {
        plain.write(high << 4 | low);
        i += 2;
      }
    }
    return plain.toString(StandardCharsets.UTF_8);
  }
}
