package io.countersign.internal;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was really asked for one reference, and what each source said. */
final class Trace {
  /**
   * One source's answer.
   *
   * @param asked the reference itself, or the key that a tenant has it under
   * @param stops whether no other source is asked after it, though it was not found
   */
  record Step(String source, SecretRef asked, Lookup lookup, boolean stops) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<String> notAsked = new ArrayList<>();
  private @Nullable Step found;
  private boolean stopped;
  private String fault = "";

  void add(Step step) {
    steps.add(step);
    stopped |= step.stops();
    if (step.lookup() instanceof Lookup.Found) {
      found = step;
    }
  }

  /** Says that the reference cannot be looked up at all, and why. */
  void cannotBeAsked(String why) {
    fault = why;
    stopped = true;
  }

  void leftOut(String source) {
    notAsked.add(source);
  }

  boolean isOpen() {
    return found == null && !stopped;
  }

  @Nullable Step found() {
    return found;
  }

  /** Returns whether every source was asked, could tell, and does not have it. */
  boolean isMissing() {
    return isOpen() && verdict() == Verdict.MISSING;
  }

  /** Returns whether a source stopped it, rather than all of them not having it. */
  boolean isStopped() {
    return stopped;
  }

  List<Step> steps() {
    return steps;
  }

  List<String> notAsked() {
    return notAsked;
  }

  String fault() {
    return fault;
  }

  /**
   * Returns what came of it: the word of the source that stopped it. What a source could not tell
   * is not missing, even where the others were asked too.
   */
  Verdict verdict() {
    Verdict first = stopped ? Verdict.INVALID : Verdict.MISSING;
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).lookup() instanceof Lookup.Failed failed) {
        first = Verdict.of(failed.failure());
        if (steps.get(i).stops()) {
          return first;
        }
      }
    }
    return first;
  }

  /**
   * Returns what the source said that does not have it any more; empty if it has, or was not asked.
   *
   * @param found what it had
   */
  Optional<Verdict> saidOf(Secret.Provenance found) {
    for (Step step : steps) {
      if (step.source().equals(found.source())
          && step.asked().toString().equals(found.reference())) {
        return step.lookup() instanceof Lookup.Failed failed
            ? Optional.of(Verdict.of(failed.failure()))
            : Optional.of(Verdict.MISSING).filter(none -> !(step.lookup() instanceof Lookup.Found));
      }
    }
    return Optional.empty();
  }

  /** Returns it in one line, for where there is no room for the whole report. */
  String inOneLine() {
    if (!fault.isEmpty()) {
      return verdict() + ": " + fault;
    }
    List<String> places = new ArrayList<>();
    for (Step step : steps) {
      for (Attempt attempt : step.lookup().attempts()) {
        places.add(step.source() + " " + attempt.where() + " " + attempt.outcome());
      }
      if (step.lookup() instanceof Lookup.Failed failed && !failed.explanation().isEmpty()) {
        places.add(failed.explanation());
      }
    }
    return verdict() + (places.isEmpty() ? "" : " (" + String.join("; ", places) + ")");
  }
}
