package io.countersign.internal;

import io.countersign.Explanation;
import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says where everything in a block comes from; shows no value of a text. */
final class Explainer {
  private final Sources sources;

  Explainer(Sources sources) {
    this.sources = sources;
  }

  /**
   * Explains one block.
   *
   * @param traces of what is not bound
   */
  Explanation.Block block(Reading reading, Map<SecretRef, Trace> traces) {
    Map<String, Explanation.Part> located = new HashMap<>();
    for (Reading.NamedText named : reading.texts()) {
      for (SecretCell cell : named.text().cells()) {
        located.put(cell.ref().toString(), located(cell, traces.get(cell.ref())));
      }
    }
    List<Explanation.Entry> entries = new ArrayList<>();
    for (Explanation.Entry entry : reading.entries()) {
      List<Explanation.Part> parts = new ArrayList<>();
      for (Explanation.Part part : entry.parts()) {
        parts.add(Objects.requireNonNull(located.get(part.reference())));
      }
      entries.add(new Explanation.Entry(entry.path(), entry.where(), entry.shown(), parts));
    }
    return new Explanation.Block(reading.name(), reading.type(), reading.where(), entries);
  }

  /** Returns the sources that have something of a block. */
  static Set<String> sourcesOf(Explanation.Block block) {
    return block.settings().stream()
        .flatMap(entry -> entry.parts().stream())
        .map(Explanation.Part::source)
        .filter(source -> !source.isEmpty())
        .collect(Collectors.toSet());
  }

  private Explanation.Part located(SecretCell cell, @Nullable Trace trace) {
    List<Trace.Step> steps = trace == null ? List.of() : trace.steps();
    String reference = (steps.isEmpty() ? cell.ref() : steps.get(0).asked()).toString();
    Secret.Provenance bound = cell.provenance();
    if (bound != null) {
      return part(bound, cell.age());
    }
    Trace.Step step = trace == null ? null : trace.found();
    if (step != null && step.lookup() instanceof Lookup.Found found) {
      return part(
          new Secret.Provenance(
              step.asked().toString(), step.source(), found.place(), found.version()),
          Duration.ZERO);
    }
    Verdict verdict = trace == null ? Verdict.MISSING : trace.verdict();
    return Reading.unlocated(reference, verdict.toString());
  }

  private Explanation.Part part(Secret.Provenance from, Duration age) {
    Duration ttl = sources.freshness(from.source()).ttl();
    return new Explanation.Part(
        from.reference(),
        from.source(),
        from.place(),
        from.version(),
        Optional.of(age),
        ttl.isZero() ? Optional.empty() : Optional.of(ttl));
  }
}
