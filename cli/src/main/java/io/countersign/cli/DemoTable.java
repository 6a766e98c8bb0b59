package io.countersign.cli;

import io.countersign.Explanation.Block;
import io.countersign.Explanation.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the demo did, a row each; further secrets of an authenticator stand below its first. */
final class DemoTable {
  private final Path folder;
  private final List<List<String>> rows = new ArrayList<>();

  DemoTable(Path folder) {
    this.folder = folder;
    rows.add(List.of("NAME", "TYPE", "SECRET FROM", "REQUEST", "HTTP"));
  }

  void add(Block block, String request, int status) {
    List<String> places =
        block.settings().stream()
            .flatMap(entry -> entry.parts().stream())
            .map(this::place)
            .collect(Collectors.toCollection(ArrayList::new));
    String first = places.isEmpty() ? "" : places.remove(0);
    rows.add(List.of(block.name(), block.type(), first, request, Integer.toString(status)));
    places.forEach(place -> rows.add(List.of("", "", place, "", "")));
  }

  private String place(Part part) {
    String place =
        part.place()
            .replaceFirst("^" + Pattern.quote(folder.toString()) + "/(?:.*/)?", "")
            .replaceFirst(" in \\S+$", "");
    return part.source() + " " + place;
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(Layout.pad(row.get(i), widths[i])).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
