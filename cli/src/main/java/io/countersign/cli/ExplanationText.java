package io.countersign.cli;

import io.countersign.Explanation;
import io.countersign.Explanation.Block;
import io.countersign.Explanation.Entry;
import io.countersign.Explanation.Part;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An {@link Explanation} for a person to read. */
final class ExplanationText {
  private static final int WIDEST_PATH = 26;
  private static final int WIDEST_SHOWN = 30;

  private ExplanationText() {}

  static String of(Explanation explanation) {
    return Stream.concat(
            explanation.authenticators().stream().map(block -> block(block.name(), block)),
            explanation.sources().stream().map(block -> block("secrets." + block.name(), block)))
        .collect(Collectors.joining("\n\n"));
  }

  private static String block(String name, Block block) {
    int paths = width(block, entry -> entry.path().length(), WIDEST_PATH);
    int shown = width(block, entry -> entry.shown().length(), WIDEST_SHOWN);
    String about = block.type().isEmpty() ? block.where() : block.type() + ", " + block.where();
    return name
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
    return part.reference()
        + (part.source().isEmpty()
            ? " is " + part.place()
            : " from " + part.source() + ", " + details(part));
  }

  /** Says where in its source it is, and how old; empty for what was not found. */
  static String details(Part part) {
    if (part.source().isEmpty()) {
      return "";
    }
    return part.place()
        + part.version().map(version -> ", version " + version).orElse("")
        + part.age().map(age -> ", age " + Layout.time(age)).orElse("")
        + part.ttl().map(ttl -> ", ttl " + Layout.time(ttl)).orElse("");
  }
}
