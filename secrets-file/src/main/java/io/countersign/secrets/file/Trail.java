package io.countersign.secrets.file;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The looks that were taken for one reference, and the answer they lead to. */
final class Trail {
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z][A-Za-z0-9_-]*)*");

  private static final String TENANTS = "tenants.";

  private final String name;
  private final String whose;
  private final List<Attempt> attempts = new ArrayList<>();
  private final TreeSet<String> others = new TreeSet<>();

  /**
   * Makes it.
   *
   * @param name what is looked for
   */
  Trail(String name) {
    this.name = name;
    this.whose =
        new SecretRef.Key(name).tenant().map(tenant -> TENANTS + tenant + ".").orElse("");
  }

  void missing(String outcome, Object place) {
    attempts.add(new Attempt(outcome, name, place.toString()));
  }

  /** Keeps of these names those that a configuration could have meant, of the same tenant. */
  void others(Stream<String> names) {
    names
        .filter(other -> other.startsWith(whose))
        .filter(other -> whose.isEmpty() != other.startsWith(TENANTS))
        .filter(other -> KEY.matcher(other.substring(whose.length())).matches())
        .forEach(others::add);
  }

  /** Returns with what the keys begin that may be told of here; empty for those of the house. */
  String whose() {
    return whose;
  }

  void notConfigured(String setting) {
    attempts.add(new Attempt("not configured", setting, ""));
  }

  Lookup found(String value, String place, Object looked) {
    attempts.add(new Attempt("found", name, looked.toString()));
    return new Lookup.Found(value, place, Optional.empty(), List.copyOf(attempts));
  }

  Lookup invalid(String outcome, Object place, String explanation) {
    attempts.add(new Attempt(outcome, name, place.toString()));
    return new Lookup.Failed(Lookup.Failure.INVALID, List.copyOf(attempts), explanation);
  }

  Lookup notFound() {
    return new Lookup.NotFound(List.copyOf(attempts), List.copyOf(others));
  }
}
