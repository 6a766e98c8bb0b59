package io.countersign.internal;

import io.countersign.spi.Lookup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was really asked for one reference, and what each source said. */
final class Trace {
  /** One source's answer. */
  record Step(String source, Lookup lookup) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<String> notAsked = new ArrayList<>();
  private @Nullable Step found;
  private boolean stopped;
  private String fault = "";

  void add(Step step, boolean goOn) {
    steps.add(step);
    if (step.lookup() instanceof Lookup.Found) {
      found = step;
    } else if (step.lookup() instanceof Lookup.Failed) {
      stopped |= !goOn;
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

  /** Returns the one word for what came of it: {@code missing}, {@code denied}, … */
  String verdict() {
    for (Step step : steps) {
      if (step.lookup() instanceof Lookup.Failed failed && stopped) {
        return switch (failed.failure()) {
          case DENIED -> "denied";
          case UNAVAILABLE -> "unreachable";
          case INVALID -> "invalid";
        };
      }
    }
    return stopped ? "invalid" : "missing";
  }
}
