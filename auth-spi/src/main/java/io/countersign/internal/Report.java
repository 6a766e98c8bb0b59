package io.countersign.internal;

import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Everything that is wrong or missing, laid out for a person. Names and places, never a value. */
final class Report {
  private final Sources sources;
  private final Scope scope;
  private final int asked;
  private final List<Problem> general = new ArrayList<>();
  private final List<Failed> unready = new ArrayList<>();
  private final List<Failed> failed = new ArrayList<>();
  private final Map<Verdict, Set<SecretRef>> told = new EnumMap<>(Verdict.class);
  private int faults;

  /**
   * One block of which nothing can be made.
   *
   * @param scope whose references these are
   */
  private record Failed(String title, Reading reading, Map<SecretRef, Trace> traces, Scope scope) {
    List<String> order() {
      return scope.order();
    }
  }

  /**
   * Begins a report.
   *
   * @param scope whose authenticators they are
   * @param asked how many authenticators were asked for
   */
  Report(Sources sources, Scope scope, int asked) {
    this.sources = sources;
    this.scope = scope;
    this.asked = asked;
  }

  void addGeneral(List<Problem> problems) {
    general.addAll(problems);
    faults += problems.size();
  }

  /** Adds the sources that cannot be asked, for they lack something themselves. */
  void addSources(Map<String, Map<SecretRef, Trace>> sourcesThatLack) {
    sourcesThatLack.forEach((name, traces) ->
        unready.add(
            new Failed("secrets." + name, sources.reading(name), traces, sources.scope(name))));
  }

  /** Adds what is wrong with a block, if anything is. */
  void add(Reading reading, Map<SecretRef, Trace> traces) {
    long lacking = lacking(reading, traces).size();
    if (!reading.faults().isEmpty() || lacking > 0) {
      failed.add(new Failed(ofTenant(reading.name()), reading, traces, scope));
      faults += reading.faults().size();
    }
  }

  private String ofTenant(String what) {
    TenantName tenant = scope.tenant();
    return tenant == null ? what : tenant.ownerOf(what);
  }

  boolean isEmpty() {
    return general.isEmpty() && failed.isEmpty();
  }

  /** Returns the references of a block's text that were not found. */
  static Set<SecretRef> lacking(Reading reading, Map<SecretRef, Trace> traces) {
    Set<SecretRef> lacking = new LinkedHashSet<>();
    for (Reading.NamedText text : reading.texts()) {
      for (SecretCell cell : text.text().cells()) {
        Trace trace = traces.get(cell.ref());
        if (trace != null && trace.found() == null) {
          lacking.add(cell.ref());
        }
      }
    }
    return lacking;
  }

  AuthConfigException exception() {
    List<Problem> problems = new ArrayList<>(general);
    StringBuilder body = new StringBuilder();
    for (Problem problem : general) {
      body.append('\n').append(problem).append('\n');
    }
    for (Failed block : Stream.concat(unready.stream(), failed.stream()).toList()) {
      body.append('\n');
      append(body, block, problems);
    }
    return new AuthConfigException(headline() + "\n" + body.toString().stripTrailing(), problems);
  }

  private String headline() {
    List<String> counts = new ArrayList<>();
    told.forEach((verdict, refs) ->
        count(counts, refs.size(), "secret is " + verdict, "secrets are " + verdict));
    count(counts, faults, "setting is wrong", "settings are wrong");
    String what =
        failed.isEmpty()
            ? "Countersign cannot use its configuration"
            : "Countersign cannot build "
                + failed.size()
                + " of "
                + Math.max(asked, failed.size())
                + ofTenant(asked == 1 ? " authenticator" : " authenticators");
    return what + ": " + String.join(", ", counts) + ".";
  }

  private static void count(List<String> counts, int number, String one, String several) {
    if (number > 0) {
      counts.add(number + " " + (number == 1 ? one : several));
    }
  }

  private void append(StringBuilder text, Failed block, List<Problem> problems) {
    Reading reading = block.reading;
    text.append(block.title).append("  (");
    text.append(reading.type().isEmpty() ? "" : reading.type() + ", ");
    text.append(reading.where()).append(")\n");
    for (Problem fault : reading.faults()) {
      problems.add(fault);
      String below =
          fault.path().length() > reading.path().length()
              ? fault.path().substring(reading.path().length() + 1)
              : "";
      text.append("  ").append(below.isEmpty() ? "" : below + "  ");
      text.append(fault.where().isEmpty() ? "" : fault.where() + ": ");
      text.append(fault.what()).append('\n');
    }
    Set<SecretRef> told = new LinkedHashSet<>();
    for (Reading.NamedText named : reading.texts()) {
      for (SecretCell cell : named.text().cells()) {
        Trace trace = block.traces.get(cell.ref());
        if (trace != null && trace.found() == null && told.add(cell.ref())) {
          append(text, block, named, cell.ref(), trace);
          problems.add(
              new Problem(
                  named.where().isEmpty() ? reading.where() : named.where(),
                  reading.path() + "." + named.path(),
                  "{{" + block.scope.first(cell.ref()) + "}} is " + trace.inOneLine()));
        }
      }
    }
  }

  private void append(
      StringBuilder text, Failed block, Reading.NamedText named, SecretRef ref, Trace trace) {
    told.computeIfAbsent(trace.verdict(), verdict -> new LinkedHashSet<>()).add(ref);
    SecretRef first = block.scope.first(ref);
    text.append("  ").append(named.path()).append("  {{").append(first).append("}}");
    text.append(named.where().isEmpty() ? "" : " (" + named.where() + ")");
    if (!trace.fault().isEmpty()) {
      text.append(": ").append(trace.fault()).append('\n');
      return;
    }
    if (ref instanceof SecretRef.Key && block.order().isEmpty()) {
      text.append("\n  looked up nowhere: ").append(nowhere(block)).append('\n');
      return;
    }
    if (ref instanceof SecretRef.Key) {
      text.append("\n  looked up in the order of ").append(Sources.PATH).append(".priority (");
      text.append(sources.priorityWhere()).append(')');
      text.append(
          unready.contains(block)
              ? ", without those that need " + block.reading.name() + ":\n"
              : ":\n");
    } else {
      text.append(", looked up in its source:\n");
    }
    appendSteps(text, trace);
    if (!trace.notAsked().isEmpty()) {
      text.append("    not asked: ").append(String.join(", ", trace.notAsked())).append('\n');
    }
    Set<String> near = suggestions(trace);
    if (!near.isEmpty()) {
      text.append("  did you mean ").append(String.join(" or ", near)).append("?\n");
    }
    if (!trace.isStopped()) {
      appendRemedies(text, block, first);
    }
  }

  private String nowhere(Failed block) {
    return unready.contains(block)
        ? "no source that does not need "
            + block.reading.name()
            + " itself is in "
            + Sources.PATH
            + ".priority ("
            + sources.priorityWhere()
            + ")"
        : sources.nowhere();
  }

  private static void appendSteps(StringBuilder text, Trace trace) {
    int names = 0;
    int outcomes = 0;
    for (Trace.Step step : trace.steps()) {
      names = Math.max(names, step.source().length());
      for (String outcome : lines(step).keySet()) {
        outcomes = Math.max(outcomes, outcome.length());
      }
    }
    int number = 1;
    SecretRef asked = trace.steps().isEmpty() ? null : trace.steps().get(0).asked();
    for (Trace.Step step : trace.steps()) {
      if (!step.asked().equals(asked)) {
        asked = step.asked();
        text.append("  and then, since ").append(Common.SHARED.name());
        text.append(" = true, as the house's {{").append(asked).append("}}:\n");
      }
      String head = "    " + number++ + ". " + pad(step.source(), names) + "  ";
      for (Map.Entry<String, String> line : lines(step).entrySet()) {
        text.append(head).append(pad(line.getKey(), outcomes)).append("  ");
        text.append(line.getValue()).append('\n');
        head = " ".repeat(head.length());
      }
      if (step.lookup() instanceof Lookup.Failed failure
          && !failure.explanation().isEmpty()
          && !failure.attempts().isEmpty()) {
        text.append(" ".repeat(head.length())).append(failure.explanation()).append('\n');
      }
    }
  }

  /** Joins the attempts that ended alike: outcome to places. */
  private static Map<String, String> lines(Trace.Step step) {
    Map<String, String> lines = new LinkedHashMap<>();
    String failure =
        step.lookup() instanceof Lookup.Failed failed
            ? Verdict.of(failed.failure()).name() + (step.stops() ? ", stopped here" : ", went on")
            : "";
    for (Attempt attempt : step.lookup().attempts()) {
      String outcome = failure.isEmpty() ? attempt.outcome() : failure;
      String place =
          failure.isEmpty() ? attempt.where() : attempt.where() + ": " + attempt.outcome();
      lines.merge(outcome, place, (before, next) -> before + ", " + next);
    }
    if (lines.isEmpty()) {
      lines.put(
          failure.isEmpty() ? "not there" : failure,
          step.lookup() instanceof Lookup.Failed failed ? failed.explanation() : "");
    }
    return lines;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** Returns what was probably meant, of each source that has something near. */
  private static Set<String> suggestions(Trace trace) {
    Set<String> near = new LinkedHashSet<>();
    for (Trace.Step step : trace.steps()) {
      if (step.lookup() instanceof Lookup.NotFound missing) {
        missing.attempts().stream()
            .flatMap(attempt ->
                Suggest.nearest(attempt.name(), ofNoOther(step.asked(), missing.others())).stream())
            .findFirst()
            .ifPresent(name -> near.add(name + " (" + step.source() + ")"));
      }
    }
    return near;
  }

  /** The names that one tenant has are not told to another. */
  private static List<String> ofNoOther(SecretRef asked, Collection<String> names) {
    Optional<String> whose =
        asked instanceof SecretRef.Key key ? key.tenant() : Optional.<String>empty();
    return names.stream()
        .filter(name ->
            new SecretRef.Key(name)
                .tenant()
                .map(other -> whose.equals(Optional.of(other)))
                .orElse(true))
        .toList();
  }

  private void appendRemedies(StringBuilder text, Failed block, SecretRef ref) {
    List<String> names =
        ref instanceof SecretRef.Locator locator ? List.of(locator.source()) : block.order();
    String head = "  To set it:  ";
    for (String name : names) {
      String remedy = remedy(name, ref);
      if (!remedy.isEmpty()) {
        text.append(head).append(remedy).append('\n');
        head = "         or:  ";
      }
    }
  }

  /** A source that cannot say how to set it leaves the rest of the report as it is. */
  private String remedy(String source, SecretRef ref) {
    try {
      return sources.lacksOwnTexts(source) ? "" : sources.open(source).place(ref).toSet();
    } catch (RuntimeException | LinkageError cannotTell) {
      return "";
    }
  }
}
