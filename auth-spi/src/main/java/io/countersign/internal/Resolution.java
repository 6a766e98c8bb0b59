package io.countersign.internal;

import io.countersign.AuthConfigException;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.util.Collection;
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
 * what a source above it has, or has refused. A source that nothing needs is never contacted; what
 * a source needs for its own block is asked of others before it.
 */
final class Resolution {
  private final Sources sources;
  private final Questions questions;
  private final Set<String> asked = new TreeSet<>();
  private final Map<String, Map<SecretRef, Trace>> lacking = new LinkedHashMap<>();

  Resolution(Sources sources, Questions questions) {
    this.sources = sources;
    this.questions = questions;
  }

  /** Looks values up and binds what is found; what is bound already is not asked again. */
  Map<SecretRef, Trace> bind(Scope scope, Collection<SecretRef> refs) {
    Map<SecretRef, Trace> traces = ask(scope, unbound(scope, refs), Questions.Kind.VALUES);
    traces.forEach((ref, trace) -> {
      Trace.Step found = trace.found();
      if (found != null && found.lookup() instanceof Lookup.Found value) {
        scope.cells().of(ref).bind(found.source(), found.asked(), value);
      }
    });
    return traces;
  }

  /** Looks a value up that is bound already, and leaves it as it is. */
  Trace again(Scope scope, SecretRef ref) {
    return Objects.requireNonNull(ask(scope, List.of(ref), Questions.Kind.VALUES).get(ref));
  }

  /**
   * Says where everything is that is not bound, without values where the source can tell. What is
   * bound knows itself where it came from.
   */
  Map<SecretRef, Trace> locate(Scope scope, Collection<SecretRef> refs) {
    return ask(scope, unbound(scope, refs), Questions.Kind.PLACES);
  }

  /** Returns the sources whose own blocks lack something so far, with what was asked for it. */
  Map<String, Map<SecretRef, Trace>> lacking() {
    return lacking;
  }

  /** Returns the sources that something was to be asked of so far, and that can be made. */
  Set<String> asked() {
    return new TreeSet<>(asked);
  }

  private static List<SecretRef> unbound(Scope scope, Collection<SecretRef> refs) {
    return refs.stream().filter(ref -> !scope.cells().of(ref).isBound()).toList();
  }

  private Map<SecretRef, Trace> ask(Scope scope, Collection<SecretRef> refs, Questions.Kind kind) {
    Map<SecretRef, Trace> traces = new LinkedHashMap<>();
    Set<String> order = new LinkedHashSet<>(scope.order());
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
    Map<SecretRef, SecretRef> first = new LinkedHashMap<>();
    traces.keySet().forEach(ref -> first.put(ref, scope.first(ref)));
    order.forEach(name -> askOne(name, scope, first, traces, kind));
    Map<SecretRef, SecretRef> then = new LinkedHashMap<>();
    traces.forEach((ref, trace) -> {
      if (scope.isShared(ref) && trace.isMissing()) {
        then.put(ref, ref);
      }
    });
    order.forEach(name -> askOne(name, scope, then, traces, kind));
    return traces;
  }

  /** Asks one source for what is open still of these references, each as what it is to be asked. */
  private void askOne(
      String name,
      Scope scope,
      Map<SecretRef, SecretRef> asking,
      Map<SecretRef, Trace> traces,
      Questions.Kind kind) {
    Map<SecretRef, SecretRef> open = new LinkedHashMap<>();
    asking.forEach((ref, as) -> {
      Trace trace = Objects.requireNonNull(traces.get(ref));
      boolean here =
          ref instanceof SecretRef.Locator locator
              ? locator.source().equals(name)
              : scope.order().contains(name);
      if (here && trace.isOpen()) {
        open.put(ref, as);
      } else if (here && trace.isStopped()) {
        trace.leftOut(name);
      }
    });
    if (open.isEmpty()) {
      return;
    }
    if (sources.knows(name)) {
      asked.add(name);
    }
    Map<SecretRef, Lookup> answers = answers(name, scope, new LinkedHashSet<>(open.values()), kind);
    open.forEach((ref, as) -> {
      Lookup lookup = Objects.requireNonNull(answers.get(as));
      boolean stops = !sources.knows(name) || sources.stopsAfter(name, lookup);
      Objects.requireNonNull(traces.get(ref)).add(new Trace.Step(name, as, lookup, stops));
    });
  }

  private Map<SecretRef, Lookup> answers(
      String name, Scope scope, Set<SecretRef> batch, Questions.Kind kind) {
    Lookup unusable;
    try {
      unusable = bootstrap(name);
      if (unusable == null) {
        return asked(name, scope.absences(), batch, kind);
      }
    } catch (IllegalArgumentException | AuthConfigException unfit) {
      unusable = unusable(Lookup.Failure.INVALID, String.valueOf(unfit.getMessage()));
    } catch (RuntimeException | LinkageError failed) {
      unusable =
          unusable(Lookup.Failure.INVALID, "it could not be made: " + failed.getClass().getName());
    }
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    for (SecretRef ref : batch) {
      answers.put(ref, unusable);
    }
    return answers;
  }

  /** Who wants to see where things are is told how they are now; else what is absent stays so. */
  private Map<SecretRef, Lookup> asked(
      String name, Absences absences, Set<SecretRef> batch, Questions.Kind kind) {
    SecretResolver source = sources.open(name);
    if (kind == Questions.Kind.PLACES) {
      return questions.ask(source, batch, kind);
    }
    Map<SecretRef, Lookup> answers = absences.of(name, batch);
    Set<SecretRef> open = new LinkedHashSet<>(batch);
    open.removeAll(answers.keySet());
    if (!open.isEmpty()) {
      Map<SecretRef, Lookup> said = questions.ask(source, open, kind);
      absences.note(name, said, sources.negativeTtl(name));
      answers.putAll(said);
    }
    return answers;
  }

  private static Lookup unusable(Lookup.Failure failure, String why) {
    return new Lookup.Failed(failure, List.of(), why);
  }

  /**
   * Looks up what a source's own block needs; returns why it cannot be asked, or null if it can.
   */
  private @Nullable Lookup bootstrap(String name) {
    if (!sources.knows(name)) {
      return unusable(
          Lookup.Failure.INVALID, "it cannot be used: see " + Sources.PATH + "." + name + " above");
    }
    if (sources.lacksOwnTexts(name)) {
      Map<SecretRef, Trace> traces = lacking.get(name);
      if (traces == null) {
        traces = bind(sources.scope(name), sources.reading(name).refs());
      }
      if (traces.values().stream().anyMatch(trace -> trace.found() == null)) {
        lacking.put(name, traces);
        return unusable(
            failure(traces.values()),
            "it lacks a secret of its own: see " + Sources.PATH + "." + name + " above");
      }
    }
    String unfit = unfit(sources.reading(name));
    return unfit.isEmpty() ? null : unusable(Lookup.Failure.INVALID, unfit);
  }

  /** One that waits for a source which cannot be reached cannot be reached either. */
  private static Lookup.Failure failure(Collection<Trace> traces) {
    boolean outage = traces.stream().anyMatch(trace -> trace.verdict() == Verdict.UNREACHABLE);
    return outage ? Lookup.Failure.UNAVAILABLE : Lookup.Failure.INVALID;
  }

  /** Returns which of a source's own texts has a filter that cannot take what was found. */
  private static String unfit(Reading block) {
    for (Reading.NamedText text : block.texts()) {
      try {
        text.text().tryFilters();
      } catch (Filter.Unusable unusable) {
        return "its own " + text.path() + " cannot be used: " + unusable.getMessage();
      }
    }
    return "";
  }
}
