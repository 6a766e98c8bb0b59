package io.countersign.cli;

import io.countersign.Explanation;
import io.countersign.Explanation.Block;
import io.countersign.Explanation.Entry;
import io.countersign.Explanation.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One secret that the configuration refers to.
 *
 * @param uses what refers to it, in the order of the blocks
 */
record ReferredSecret(Part found, List<Use> uses) {
  private static final int WIDEST_REFERENCE = 28;
  private static final int NARROWEST = "SECRET".length();

  /**
   * What refers to it.
   *
   * @param block as {@code crm}, or {@code secrets.vault}
   * @param setting below the block
   * @param where file and line; empty if it is not written
   */
  record Use(String block, String setting, String where) {
    @Override
    public String toString() {
      return block + "." + setting + (where.isEmpty() ? "" : " (" + where + ")");
    }

    Map<String, String> members() {
      return Map.of("block", block, "setting", setting, "where", where);
    }
  }

  /** Returns all that an explanation holds, each once for each place it was found in. */
  static List<ReferredSecret> of(Explanation explanation) {
    Map<String, ReferredSecret> all = new TreeMap<>();
    explanation.authenticators().forEach(block -> add(all, block.name(), block));
    explanation.sources().forEach(block -> add(all, "secrets." + block.name(), block));
    return List.copyOf(all.values());
  }

  private static void add(Map<String, ReferredSecret> all, String name, Block block) {
    for (Entry entry : block.settings()) {
      for (Part part : entry.parts()) {
        String key = String.join("\n", part.reference(), part.source(), part.place());
        all.computeIfAbsent(key, first -> new ReferredSecret(part, new ArrayList<>()))
            .uses
            .add(new Use(name, entry.path(), entry.where()));
      }
    }
  }

  /** Returns all as a table of the terminal's width. */
  static String table(List<ReferredSecret> secrets) {
    int references = Math.min(WIDEST_REFERENCE, width(secrets, one -> one.found.reference()));
    int sources = width(secrets, ReferredSecret::source);
    return Stream.concat(
            Stream.of(cells("SECRET", references, "FROM", sources) + "WHERE, AND WHAT FOR"),
            secrets.stream().map(secret -> secret.row(references, sources)))
        .collect(Collectors.joining("\n"));
  }

  private static int width(List<ReferredSecret> secrets, Function<ReferredSecret, String> cell) {
    return secrets.stream()
        .mapToInt(secret -> cell.apply(secret).length())
        .reduce(NARROWEST, Math::max);
  }

  /** What does not fit into the first column has a line of its own. */
  private static String cells(String first, int width, String second, int secondWidth) {
    String left =
        first.length() <= width ? Layout.pad(first, width) : first + "\n" + " ".repeat(width);
    return left + "  " + Layout.pad(second, secondWidth) + "  ";
  }

  private String row(int references, int sources) {
    String users = uses.stream().map(Use::toString).collect(Collectors.joining(", "));
    String margin = cells("", references, "", sources);
    String right =
        Stream.of(ExplanationText.details(found), "for " + users)
            .filter(text -> !text.isEmpty())
            .map(text -> Layout.wrap(margin, text))
            .collect(Collectors.joining("\n"));
    return cells(found.reference(), references, source(), sources)
        + right.substring(margin.length());
  }

  /** Returns the source that has it, or what came of looking for it. */
  private String source() {
    return found.source().isEmpty() ? found.place() : found.source();
  }

  /** Returns all for a program to read. */
  static String json(List<ReferredSecret> secrets, Optional<String> report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("secrets", secrets.stream().map(ReferredSecret::members).toList());
    report.ifPresent(text -> all.put("report", text));
    return Json.of(all);
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>(ExplanationJson.part(found));
    members.put("for", uses.stream().map(Use::members).toList());
    return members;
  }
}
