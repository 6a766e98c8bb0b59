package io.countersign.internal;

import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The sources of secrets that the configuration names, in their order of priority; each is made
 * when it is first asked. Thread-safe: secrets are read again at any time.
 */
final class Sources implements AutoCloseable {
  static final String PATH = "countersign.secrets";

  private final SourcesReader read;
  private final ContextMaker contexts;
  private final Map<String, SecretResolver> open = new LinkedHashMap<>();
  private final Supplier<? extends RandomGenerator> jitter;
  private final Absences absences;
  private final Map<String, Freshness> freshness = new ConcurrentHashMap<>();
  private boolean closed;

  Sources(SourcesReader read, ContextMaker contexts, Surroundings around) {
    this.read = read;
    this.contexts = contexts;
    this.jitter = around.jitter();
    this.absences = new Absences(around.nanoTime());
  }

  List<Problem> faults() {
    return read.faults();
  }

  List<String> priority() {
    return read.priority();
  }

  /** Returns where the order of priority is said, in the words of a report. */
  String priorityWhere() {
    return read.priorityWhere();
  }

  /** Says why there is no source to be asked, where there is none. */
  String nowhere() {
    return read.nowhere();
  }

  /** Returns those that can be made, in order of the alphabet. */
  Set<String> names() {
    return new TreeSet<>(read.declared().keySet());
  }

  boolean knows(String name) {
    return read.declared().containsKey(name);
  }

  /** Returns whether the configuration names it, be it with a fault. */
  boolean names(String name) {
    return knows(name) || read.faulty().contains(name);
  }

  /** Says that a locator names a source that is not there. */
  String unknown(String name) {
    List<String> known = new ArrayList<>(read.declared().keySet());
    String hint = Suggest.hint(name, known);
    return "there is no source \""
        + name
        + '"'
        + hint
        + (hint.isEmpty() ? "; " : " ")
        + (known.isEmpty() ? "no source is configured" : "the sources are ")
        + String.join(", ", known);
  }

  private SourcesReader.Declared declared(String name) {
    return Objects.requireNonNull(read.declared().get(name), name);
  }

  /** Returns what a source's own block says: its texts are needed before it can be asked. */
  Reading reading(String name) {
    return declared(name).reading();
  }

  /** Returns whose the references of a source's own block are. */
  Scope scope(String name) {
    return new Scope(declared(name).cells(), read.needs().askedForKeysOf(name), absences, null);
  }

  /** Returns whether no source after this one may be asked, since it could not tell. */
  boolean stopsAfter(String name, Lookup lookup) {
    Block settings = declared(name).settings();
    return lookup instanceof Lookup.Failed failed
        && switch (failed.failure()) {
          case DENIED -> settings.get(Common.ON_DENIED).equals("stop");
          case UNAVAILABLE -> settings.get(Common.ON_UNAVAILABLE).equals("stop");
          case INVALID -> true;
        };
  }

  /** Returns whether it cannot be made before something was looked up for it. */
  boolean lacksOwnTexts(String name) {
    return reading(name).texts().stream()
        .flatMap(text -> text.text().cells().stream())
        .anyMatch(cell -> !cell.isBound());
  }

  /**
   * Returns a source, made the first time.
   *
   * @throws RuntimeException if its provider cannot make it
   */
  synchronized SecretResolver open(String name) {
    if (closed) {
      throw new IllegalStateException("these sources are closed");
    }
    SecretResolver before = open.get(name);
    if (before != null) {
      return before;
    }
    SourcesReader.Declared source = declared(name);
    AuthContext context = contexts.of(name, source.origin());
    Block settings = source.settings();
    settings.makeNested(part -> {
      Inner.Nested nested = (Inner.Nested) part; // a name is refused when a source is read
      return nested.provider().create(nested.settings(), context);
    });
    SecretResolver made = Objects.requireNonNull(source.provider().create(name, settings, context));
    open.put(name, made);
    return made;
  }

  /** Returns for how long what this source gave is good; always the same in one process. */
  Freshness freshness(String name) {
    return freshness.computeIfAbsent(
        name,
        known -> {
          Block settings = declared(known).settings();
          Duration ttl = settings.get(Common.TTL);
          return new Freshness(ttl, spread(ttl), settings.get(Common.STALE_IF_ERROR));
        });
  }

  /** Returns for how long a source is not asked again for what it does not have. */
  Duration negativeTtl(String name) {
    return spread(declared(name).settings().get(Common.NEGATIVE_TTL));
  }

  /** Many processes that began together must not all ask together. */
  private Duration spread(Duration time) {
    long half = time.toNanos() / 2;
    return half == 0 ? time : time.minusNanos(jitter.get().nextLong(half));
  }

  Absences absences() {
    return absences;
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(Closing::quietly);
    open.clear();
  }
}
