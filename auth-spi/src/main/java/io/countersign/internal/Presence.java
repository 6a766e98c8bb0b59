package io.countersign.internal;

import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.SecretRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Settles which of some options is meant by what was found of their secrets. What is not meant is
 * forgotten, so it is neither missed nor built.
 *
 * <p>The complete one is meant; of two, where one needs all that the other needs and more, that
 * one. A partly filled option is an error, and so is one of which nobody can say whether it is
 * filled: what somebody began to set is not passed over in silence. Secrets that several options
 * use say nothing of any. An option that needs no secret is meant where no other is filled.
 */
final class Presence {
  private enum Filled {
    COMPLETE,
    PARTLY,
    EMPTY,
    NEEDS_NOTHING,
    UNKNOWN
  }

  private final Reading reading;
  private final Map<SecretRef, Trace> traces;

  private Presence(Reading reading, Map<SecretRef, Trace> traces) {
    this.reading = reading;
    this.traces = traces;
  }

  /** Settles all options of a block; where nothing can be chosen, that becomes a fault of it. */
  static void settle(Reading reading, Map<SecretRef, Trace> traces) {
    Presence presence = new Presence(reading, traces);
    Map<String, Problem> undecided = new LinkedHashMap<>();
    for (Reading.ByPresence options : List.copyOf(reading.byPresence())) {
      String why = presence.settle(options, undecided);
      if (!why.isEmpty()) {
        undecided.put(
            options.below(),
            new Problem(options.where(), reading.path() + "." + options.below(), why));
      }
    }
    undecided.values().forEach(reading.faults()::add);
    reading.byPresence().clear();
  }

  /** Returns why none can be chosen; empty if one was, or what is missing says it already. */
  private String settle(Reading.ByPresence options, Map<String, Problem> undecided) {
    Map<String, Set<SecretRef>> needed = new TreeMap<>();
    options.all().forEach(name -> needed.put(name, refs(options.below() + "." + name)));
    Map<String, Filled> filled = new TreeMap<>();
    needed.forEach((name, refs) -> filled.put(name, filled(refs, ofOthers(needed, name))));
    List<String> unclear =
        names(filled, state -> state == Filled.PARTLY || state == Filled.UNKNOWN);
    List<String> complete = withoutSubsets(names(filled, Filled.COMPLETE::equals), needed);
    List<String> bare = names(filled, Filled.NEEDS_NOTHING::equals);
    if (!unclear.isEmpty()) {
      keep(options, unclear, undecided);
      return filled.containsValue(Filled.PARTLY)
          ? "some secrets of "
              + String.join(" and of ", names(filled, Filled.PARTLY::equals))
              + " are there, and others are not; set all that it needs, or none"
          : "";
    }
    List<String> chosen = complete.isEmpty() ? bare : complete;
    if (chosen.size() == 1) {
      keep(options, chosen, undecided);
      options.options().keep(chosen.get(0));
      return "";
    }
    return chosen.isEmpty()
        ? "the secrets of none are there; set those of one of them"
        : String.join(" and ", chosen)
            + (complete.isEmpty() ? " both need no secret" : " both have all their secrets")
            + "; only one can be meant: take one away, or say by = "
            + chosen.get(0);
  }

  private Set<SecretRef> refs(String below) {
    return reading.texts().stream()
        .filter(text -> text.path().startsWith(below + "."))
        .flatMap(text -> text.text().cells().stream())
        .map(SecretCell::ref)
        .collect(Collectors.toSet());
  }

  private static Set<SecretRef> ofOthers(Map<String, Set<SecretRef>> needed, String name) {
    return needed.entrySet().stream()
        .filter(other -> !other.getKey().equals(name))
        .flatMap(other -> other.getValue().stream())
        .collect(Collectors.toSet());
  }

  private Filled filled(Set<SecretRef> refs, Set<SecretRef> ofOthers) {
    if (refs.isEmpty()) {
      return Filled.NEEDS_NOTHING;
    }
    if (refs.stream().allMatch(this::isFound)) {
      return Filled.COMPLETE;
    }
    if (refs.stream().anyMatch(this::isUnclear)) {
      return Filled.UNKNOWN;
    }
    return refs.stream().anyMatch(ref -> !ofOthers.contains(ref) && isFound(ref))
        ? Filled.PARTLY
        : Filled.EMPTY;
  }

  /** What is not asked for is there already. */
  private boolean isFound(SecretRef ref) {
    Trace trace = traces.get(ref);
    return trace == null || trace.found() != null;
  }

  private boolean isUnclear(SecretRef ref) {
    Trace trace = traces.get(ref);
    return trace != null && trace.found() == null && trace.verdict() != Verdict.MISSING;
  }

  private static List<String> names(Map<String, Filled> filled, Predicate<Filled> state) {
    return filled.entrySet().stream()
        .filter(one -> state.test(one.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> withoutSubsets(
      List<String> names, Map<String, Set<SecretRef>> needed) {
    return names.stream()
        .filter(name -> names.stream().noneMatch(other -> isMore(needed, other, name)))
        .toList();
  }

  private static boolean isMore(Map<String, Set<SecretRef>> needed, String one, String other) {
    Set<SecretRef> more = needed.getOrDefault(one, Set.of());
    Set<SecretRef> less = needed.getOrDefault(other, Set.of());
    return more.size() > less.size() && more.containsAll(less);
  }

  /** Forgets the options that are not among these, and what could not be settled in them. */
  private void keep(
      Reading.ByPresence options, List<String> names, Map<String, Problem> undecided) {
    Set<String> others = new TreeSet<>(options.all());
    names.forEach(others::remove);
    for (String other : others) {
      String below = options.below() + "." + other;
      reading.forget(below);
      undecided.keySet().removeIf(path -> path.startsWith(below + "."));
    }
  }
}
