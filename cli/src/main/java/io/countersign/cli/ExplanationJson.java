package io.countersign.cli;

import io.countersign.Explanation;
import io.countersign.Explanation.Block;
import io.countersign.Explanation.Entry;
import io.countersign.Explanation.Part;
import java.util.LinkedHashMap;
import java.util.Map;

/** An {@link Explanation} for a program to read. */
final class ExplanationJson {
  private ExplanationJson() {}

  static String of(Explanation explanation) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "authenticators",
        explanation.authenticators().stream().map(ExplanationJson::block).toList());
    all.put("sources", explanation.sources().stream().map(ExplanationJson::block).toList());
    explanation.report().ifPresent(report -> all.put("report", report));
    return Json.of(all);
  }

  private static Map<String, Object> block(Block block) {
    return Map.of(
        "name", block.name(),
        "type", block.type(),
        "where", block.where(),
        "settings", block.settings().stream().map(ExplanationJson::entry).toList());
  }

  private static Map<String, Object> entry(Entry entry) {
    return Map.of(
        "path", entry.path(),
        "where", entry.where(),
        "shown", entry.shown(),
        "parts", entry.parts().stream().map(ExplanationJson::part).toList());
  }

  static Map<String, Object> part(Part part) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("reference", part.reference());
    all.put("source", part.source());
    all.put("place", part.place());
    part.version().ifPresent(version -> all.put("version", version));
    part.age().ifPresent(age -> all.put("age", age.toString()));
    part.ttl().ifPresent(ttl -> all.put("ttl", ttl.toString()));
    return all;
  }
}
