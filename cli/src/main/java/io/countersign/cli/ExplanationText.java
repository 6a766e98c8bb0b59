package io.countersign.cli;

import io.countersign.Explanation;
import io.countersign.Explanation.Block;
import io.countersign.Explanation.Entry;
import io.countersign.Explanation.Part;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** An {@link Explanation} for a person to read. */
final class ExplanationText {
  private static final int WIDEST_PATH = 26;
  private static final int WIDEST_SHOWN = 30;

  private ExplanationText() {}

  static String of(Explanation explanation) {
    return explanation.authenticators().stream()
        .map(ExplanationText::block)
        .collect(Collectors.joining("\n\n"));
  }

  private static String block(Block block) {
    int paths = width(block, entry -> entry.path().length(), WIDEST_PATH);
    int shown = width(block, entry -> entry.shown().length(), WIDEST_SHOWN);
    String about = block.type().isEmpty() ? block.where() : block.type() + ", " + block.where();
    return block.name()
        + "  ("
        + about
        + ")"
        + block.settings().stream()
            .map(entry -> "\n" + entry(entry, paths, shown))
            .collect(Collectors.joining());
  }

  private static int width(Block block, ToIntFunction<Entry> length, int widest) {
    return Math.min(widest, block.settings().stream().mapToInt(length).max().orElse(0));
  }

  private static String entry(Entry entry, int paths, int shown) {
    String left = "  " + Layout.pad(entry.path(), paths) + "  " + Layout.pad(entry.shown(), shown);
    String where = entry.where().isEmpty() ? "not written" : entry.where();
    return Layout.beside(left, where)
        + entry.parts().stream()
            .map(part -> "\n" + Layout.wrap(" ".repeat(paths + 6), part(part)))
            .collect(Collectors.joining());
  }

  private static String part(Part part) {
    if (part.source().isEmpty()) {
      return part.reference() + " is " + part.place();
    }
    return part.reference()
        + " from "
        + part.source()
        + ", "
        + part.place()
        + part.version().map(version -> ", version " + version).orElse("");
  }
}
