package io.countersign.cli.imports;

import io.countersign.cli.imports.Piece.Literal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells groups of addresses apart by where their paths begin. */
final class Paths {
  private Paths() {}

  /**
   * Returns the lines of {@code by-url}, the longest path first; nothing if two groups cannot be
   * told apart, or not by their paths.
   *
   * @param groups the addresses of each group
   * @param options the name of each
   */
  static Optional<List<String>> apart(List<List<List<Piece>>> groups, List<String> options) {
    Map<String, String> owners = new LinkedHashMap<>();
    String host = null;
    for (int i = 0; i < groups.size(); i++) {
      for (List<Piece> address : groups.get(i)) {
        Optional<String[]> split = split(address);
        if (split.isEmpty()) {
          return Optional.empty();
        }
        String[] parts = split.get();
        if (parts[1].equals("/") || (host != null && !host.equals(parts[0]))) {
          return Optional.empty();
        }
        host = parts[0];
        String owner = owners.putIfAbsent(parts[1], options.get(i));
        if (owner != null && !owner.equals(options.get(i))) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        owners.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(path -> path))
            .map(path -> path + " " + owners.get(path))
            .toList());
  }

  /** Returns what stands before the path, and the whole segments that the path begins with. */
  private static Optional<String[]> split(List<Piece> address) {
    StringBuilder known = new StringBuilder();
    List<String> before = new ArrayList<>();
    for (int i = 0; i < address.size(); i++) {
      if (!(address.get(i) instanceof Literal literal)) {
        if (known.length() > 0) {
          return Optional.of(
              new String[] {
                String.join("", before),
                known.substring(0, known.lastIndexOf("/") + 1).replaceFirst("(?<=.)/$", "")
              });
        }
        before.add(address.get(i).toString());
        continue;
      }
      String text = literal.text();
      int from = i == 0 && text.contains("://") ? text.indexOf("://") + 3 : 0;
      int slash = known.length() > 0 ? 0 : text.indexOf('/', from);
      if (slash < 0) {
        before.add(text);
      } else {
        before.add(text.substring(0, slash));
        known.append(text.substring(slash));
      }
    }
    String path = known.toString().replaceFirst("[?#].*$", "").replaceFirst("(?<=.)/+$", "");
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new String[] {String.join("", before), path});
  }
}
