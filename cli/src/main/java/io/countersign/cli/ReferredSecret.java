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
import java.util.stream.Collectors;

/**
 * One secret that the configuration refers to.
 *
 * @param uses what refers to it, in the order of the blocks
 */
record ReferredSecret(Part found, List<Use> uses) {
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

  /** Returns it in some lines of the terminal's width. */
  String text() {
    String users = uses.stream().map(Use::toString).collect(Collectors.joining(", "));
    return found.reference()
        + "\n"
        + Layout.wrap("    ", ExplanationText.origin(found))
        + "\n"
        + Layout.wrap("    ", "for " + users);
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
