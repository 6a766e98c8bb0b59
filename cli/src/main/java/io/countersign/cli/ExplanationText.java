package io.countersign.cli;

import io.countersign.Explanation;
import io.countersign.Explanation.Block;
import io.countersign.Explanation.Entry;
import io.countersign.Explanation.Part;
import java.util.stream.Collectors;

/** An {@link Explanation} for a person to read. */
final class ExplanationText {
  private static final int MOST = 24;

  private ExplanationText() {}

  static String of(Explanation explanation) {
    return explanation.authenticators().stream()
        .map(ExplanationText::block)
        .collect(Collectors.joining("\n\n"));
  }

  private static String block(Block block) {
    int width =
        block.settings().stream()
            .mapToInt(entry -> Math.min(MOST, entry.path().length()))
            .max()
            .orElse(0);
    String about = block.type().isEmpty() ? block.where() : block.type() + ", " + block.where();
    String head = block.name() + "  (" + about + ")";
    return head
        + block.settings().stream()
            .map(entry -> "\n" + entry(entry, width))
            .collect(Collectors.joining());
  }

  private static String entry(Entry entry, int width) {
    String left = "  " + Layout.pad(entry.path(), width) + "  " + entry.shown();
    String line = entry.where().isEmpty() ? left : Layout.beside(left, 0, entry.where());
    return line
        + entry.parts().stream()
            .map(part -> "\n" + Layout.wrap(" ".repeat(width + 4), part(part)))
            .collect(Collectors.joining());
  }

  private static String part(Part part) {
    String found = part.source().isEmpty() ? part.place() : part.source() + ", " + part.place();
    return part.reference()
        + " from "
        + found
        + part.version().map(version -> ", version " + version).orElse("");
  }
}
