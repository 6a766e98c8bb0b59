package io.countersign.internal;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the sources for references: one source after the other, each with one batch, and none for
 * what a source above it has, or has refused. A source that nothing needs is never contacted.
 */
final class Resolution {
  /** How long all of one source's answers may take. */
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private final Sources sources;
  private final CellMap cells;
  private final Executor executor;
  private final Deque<String> opening = new ArrayDeque<>();

  Resolution(Sources sources, CellMap cells, Executor executor) {
    this.sources = sources;
    this.cells = cells;
    this.executor = executor;
  }

  /** Looks values up and binds what is found; what is bound already is not asked again. */
  Map<SecretRef, Trace> bind(Collection<SecretRef> refs) {
    List<SecretRef> open = refs.stream().filter(ref -> !cells.of(ref).isBound()).toList();
    Map<SecretRef, Trace> traces = ask(open, sources.priority(), SecretResolver::lookUp);
    traces.forEach((ref, trace) -> {
      Trace.Step found = trace.found();
      if (found != null && found.lookup() instanceof Lookup.Found value) {
        cells.of(ref).bind(found.source(), value);
      }
    });
    return traces;
  }

  /** Says where everything is, without values where the source can tell. */
  Map<SecretRef, Trace> locate(Collection<SecretRef> refs) {
    return ask(refs, sources.priority(), SecretResolver::locate);
  }

  private interface Question {
    Map<SecretRef, Lookup> ask(SecretResolver resolver, Set<SecretRef> refs, Duration atMost);
  }

  private Map<SecretRef, Trace> ask(
      Collection<SecretRef> refs, List<String> priority, Question question) {
    Map<SecretRef, Trace> traces = new LinkedHashMap<>();
    Set<String> order = new LinkedHashSet<>(priority);
    Set<String> pinned = new TreeSet<>();
    for (SecretRef ref : refs) {
      Trace trace = traces.computeIfAbsent(ref, key -> new Trace());
      if (ref instanceof SecretRef.Locator locator) {
        if (sources.knows(locator.source())) {
          pinned.add(locator.source());
        } else {
          trace.cannotBeAsked(sources.unknown(locator.source()));
        }
      }
    }
    order.addAll(pinned);
    for (String name : order) {
      askOne(name, traces, priority.contains(name), question);
    }
    return traces;
  }

  private void askOne(
      String name, Map<SecretRef, Trace> traces, boolean inPriority, Question question) {
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
    Source source = open(name, batch, traces);
    if (source == null) {
      return;
    }
    Map<SecretRef, Lookup> answers = answers(source, batch, question);
    for (SecretRef ref : batch) {
      Lookup lookup = answers.get(ref);
      if (lookup == null) {
        lookup = bug("it gave no answer for this reference");
      }
      trace(traces, ref).add(new Trace.Step(name, lookup), source.goesOnAfter(lookup));
    }
  }

  private static Trace trace(Map<SecretRef, Trace> traces, SecretRef ref) {
    return java.util.Objects.requireNonNull(traces.get(ref));
  }

  /** Makes the source, after the texts of its own block were looked up in the sources above it. */
  private @Nullable Source open(String name, Set<SecretRef> batch, Map<SecretRef, Trace> traces) {
    String why = bootstrap(name);
    if (why.isEmpty()) {
      try {
        return sources.open(name);
      } catch (IllegalArgumentException unfit) {
        why = String.valueOf(unfit.getMessage());
      } catch (RuntimeException | LinkageError failed) {
        why = "it could not be made: " + failed.getClass().getName();
      }
    }
    Lookup.Failed failed = new Lookup.Failed(Lookup.Failure.INVALID, List.of(), why);
    for (SecretRef ref : batch) {
      trace(traces, ref).add(new Trace.Step(name, failed), false);
    }
    return null;
  }

  /** Returns what a source's own block lacks; empty if it lacks nothing. */
  private String bootstrap(String name) {
    List<SecretRef> needed = new ArrayList<>();
    for (Reading.NamedText text : sources.texts(name)) {
      for (SecretCell cell : text.text().cells()) {
        if (!cell.isBound()) {
          needed.add(cell.ref());
        }
      }
    }
    if (needed.isEmpty()) {
      return "";
    }
    if (opening.contains(name)) {
      return "its own settings need " + String.join(" → ", opening) + " → " + name;
    }
    opening.push(name);
    try {
      List<String> above = sources.priority();
      int index = above.indexOf(name);
      Map<SecretRef, Trace> found =
          ask(needed, index < 0 ? above : above.subList(0, index), SecretResolver::lookUp);
      List<String> missing = new ArrayList<>();
      found.forEach((ref, trace) -> {
        Trace.Step step = trace.found();
        if (step != null && step.lookup() instanceof Lookup.Found value) {
          cells.of(ref).bind(step.source(), value);
        } else {
          missing.add("{{" + ref + "}} is " + trace.verdict());
        }
      });
      return missing.isEmpty()
          ? ""
          : "its own settings lack something: " + String.join(", ", missing);
    } finally {
      opening.pop();
    }
  }

  private Map<SecretRef, Lookup> answers(Source source, Set<SecretRef> batch, Question question) {
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    Set<SecretRef> fit = new LinkedHashSet<>();
    for (SecretRef ref : batch) {
      try {
        source.resolver().place(ref);
        fit.add(ref);
      } catch (IllegalArgumentException unfit) {
        answers.put(
            ref,
            new Lookup.Failed(
                Lookup.Failure.INVALID, List.of(), String.valueOf(unfit.getMessage())));
      } catch (RuntimeException failed) {
        answers.put(ref, bug("it threw " + failed.getClass().getName()));
      }
    }
    if (!fit.isEmpty()) {
      answers.putAll(within(source, fit, question));
    }
    return answers;
  }

  /** A source that does not keep to its time is not waited for. */
  private Map<SecretRef, Lookup> within(Source source, Set<SecretRef> batch, Question question) {
    CompletableFuture<Map<SecretRef, Lookup>> asked =
        CompletableFuture.supplyAsync(
            () -> question.ask(source.resolver(), Set.copyOf(batch), AT_MOST), executor);
    Lookup failed;
    try {
      return asked.get(AT_MOST.toSeconds() + 5, TimeUnit.SECONDS);
    } catch (ExecutionException threw) {
      Throwable cause = threw.getCause() == null ? threw : threw.getCause();
      failed = bug("it threw " + cause.getClass().getName());
    } catch (TimeoutException late) {
      failed =
          new Lookup.Failed(
              Lookup.Failure.UNAVAILABLE,
              List.of(),
              "no answer within " + AT_MOST.toSeconds() + " s");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      failed = new Lookup.Failed(Lookup.Failure.UNAVAILABLE, List.of(), "the wait was interrupted");
    }
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    for (SecretRef ref : batch) {
      answers.put(ref, failed);
    }
    return answers;
  }

  private static Lookup bug(String what) {
    return new Lookup.Failed(
        Lookup.Failure.INVALID,
        List.of(new Attempt("failed", what, "")),
        "this is a mistake of the source, not of the configuration");
  }
}
