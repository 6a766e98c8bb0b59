package io.countersign.internal;

import io.countersign.AuthConfigException;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks the sources for references: one source after the other, each with one batch, and none for
 * what a source above it has, or has refused. A source that nothing needs is never contacted.
 */
final class Resolution {
  private final Sources sources;
  private final CellMap cells;
  private final Questions questions;
  private final Deque<String> opening = new ArrayDeque<>();

  Resolution(Sources sources, CellMap cells, Questions questions) {
    this.sources = sources;
    this.cells = cells;
    this.questions = questions;
  }

  /** Looks values up and binds what is found; what is bound already is not asked again. */
  Map<SecretRef, Trace> bind(Collection<SecretRef> refs) {
    return bind(refs, sources.priority());
  }

  /** Looks a value up that is bound already, and leaves it as it is. */
  Trace again(SecretRef ref) {
    return Objects.requireNonNull(
        ask(List.of(ref), sources.priority(), Questions.Kind.VALUES).get(ref));
  }

  private Map<SecretRef, Trace> bind(Collection<SecretRef> refs, List<String> priority) {
    Map<SecretRef, Trace> traces = ask(unbound(refs), priority, Questions.Kind.VALUES);
    traces.forEach((ref, trace) -> {
      Trace.Step found = trace.found();
      if (found != null && found.lookup() instanceof Lookup.Found value) {
        cells.of(ref).bind(found.source(), value);
      }
    });
    return traces;
  }

  /**
   * Says where everything is that is not bound, without values where the source can tell. What is
   * bound knows itself where it came from.
   */
  Map<SecretRef, Trace> locate(Collection<SecretRef> refs) {
    return ask(unbound(refs), sources.priority(), Questions.Kind.PLACES);
  }

  private List<SecretRef> unbound(Collection<SecretRef> refs) {
    return refs.stream().filter(ref -> !cells.of(ref).isBound()).toList();
  }

  private Map<SecretRef, Trace> ask(
      Collection<SecretRef> refs, List<String> priority, Questions.Kind kind) {
    Map<SecretRef, Trace> traces = new LinkedHashMap<>();
    Set<String> order = new LinkedHashSet<>(priority);
    Set<String> pinned = new TreeSet<>();
    for (SecretRef ref : refs) {
      Trace trace = traces.computeIfAbsent(ref, key -> new Trace());
      if (ref instanceof SecretRef.Locator locator) {
        if (sources.names(locator.source())) {
          pinned.add(locator.source());
        } else {
          trace.cannotBeAsked(sources.unknown(locator.source()));
        }
      }
    }
    order.addAll(pinned);
    for (String name : order) {
      askOne(name, traces, priority.contains(name), kind);
    }
    return traces;
  }

  private void askOne(
      String name, Map<SecretRef, Trace> traces, boolean inPriority, Questions.Kind kind) {
    Set<SecretRef> batch = new LinkedHashSet<>();
    traces.forEach((ref, trace) -> {
      boolean here =
          ref instanceof SecretRef.Locator locator ? locator.source().equals(name) : inPriority;
      if (here && trace.isOpen()) {
        batch.add(ref);
      } else if (here && trace.isStopped()) {
        trace.leftOut(name);
      }
    });
    if (batch.isEmpty()) {
      return;
    }
    String lacking =
        sources.knows(name)
            ? bootstrap(name)
            : "it cannot be used: see " + Sources.PATH + "." + name + " above";
    Source source = null;
    if (lacking.isEmpty()) {
      try {
        source = sources.open(name);
      } catch (IllegalArgumentException unfit) {
        lacking = String.valueOf(unfit.getMessage());
      } catch (AuthConfigException unready) {
        lacking = String.valueOf(unready.getMessage());
      } catch (RuntimeException | LinkageError failed) {
        lacking = "it could not be made: " + failed.getClass().getName();
      }
    }
    answer(name, source, lacking, batch, traces, kind);
  }

  private void answer(
      String name,
      @Nullable Source source,
      String lacking,
      Set<SecretRef> batch,
      Map<SecretRef, Trace> traces,
      Questions.Kind kind) {
    Map<SecretRef, Lookup> answers = source == null ? Map.of() : questions.ask(source, batch, kind);
    Lookup closed = new Lookup.Failed(Lookup.Failure.INVALID, List.of(), lacking);
    for (SecretRef ref : batch) {
      Lookup lookup = answers.getOrDefault(ref, closed);
      boolean stops = source == null || source.stopsAfter(lookup);
      Objects.requireNonNull(traces.get(ref)).add(new Trace.Step(name, lookup, stops));
    }
  }

  /**
   * Looks up, in the sources above it, what a source's own block needs; returns what it lacks,
   * empty if it lacks nothing.
   */
  private String bootstrap(String name) {
    if (!sources.lacksOwnTexts(name)) {
      return unfit(name);
    }
    if (opening.contains(name)) {
      List<String> circle = new ArrayList<>(opening);
      circle.add(name);
      return "its own settings need each other: "
          + String.join(" → ", circle.subList(circle.indexOf(name), circle.size()));
    }
    opening.addLast(name);
    try {
      List<String> above = sources.priority();
      int index = above.indexOf(name);
      Set<SecretRef> needed = new LinkedHashSet<>();
      sources
          .texts(name)
          .forEach(text -> text.text().cells().forEach(cell -> needed.add(cell.ref())));
      List<String> missing = new ArrayList<>();
      bind(needed, index < 0 ? above : above.subList(0, index))
          .forEach((ref, trace) -> {
            if (trace.found() == null) {
              missing.add("{{" + ref + "}} is " + trace.inOneLine());
            }
          });
      return missing.isEmpty()
          ? unfit(name)
          : "its own settings lack something: " + String.join(", ", missing);
    } finally {
      opening.removeLast();
    }
  }

  /** Returns which of a source's own texts has a filter that cannot take what was found. */
  private String unfit(String name) {
    for (Reading.NamedText text : sources.texts(name)) {
      try {
        text.text().tryFilters();
      } catch (Filter.Unusable unusable) {
        return "its own " + text.path() + " cannot be used: " + unusable.getMessage();
      }
    }
    return "";
  }
}
