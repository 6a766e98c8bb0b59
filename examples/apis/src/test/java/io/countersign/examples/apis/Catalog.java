package io.countersign.examples.apis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which APIs there must be, in the groups and the order in which the cookbook has them. */
record Catalog(Map<String, List<String>> groups) {
  private static final Path FILE = Path.of("src/test/resources/apis.txt");

  static Catalog read() throws IOException {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    List<String> group = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith("# ")) {
        group = groups.computeIfAbsent(line.substring(2), title -> new ArrayList<>());
      } else if (!line.isBlank()) {
        group.add(line.strip());
      }
    }
    return new Catalog(groups);
  }

  /** Returns the names of all of them. */
  List<String> names() {
    return groups.values().stream().flatMap(List::stream).toList();
  }
}
