package io.countersign.internal;

import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The sources of secrets that the configuration names, in their order of priority; each is made
 * when it is first asked. Thread-safe: secrets are read again at any time.
 */
final class Sources implements AutoCloseable {
  static final String PATH = "countersign.secrets";

  private final SourcesReader read;
  private final ContextMaker contexts;
  private final Map<String, Source> open = new LinkedHashMap<>();
  private boolean closed;

  Sources(SourcesReader read, ContextMaker contexts) {
    this.read = read;
    this.contexts = contexts;
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

  /** Returns the texts of a source's own block: what it needs before it can be asked. */
  List<Reading.NamedText> texts(String name) {
    SourcesReader.Declared source = read.declared().get(name);
    return source == null ? List.of() : source.reading().texts();
  }

  /** Returns whether it cannot be made before something was looked up for it. */
  boolean lacksOwnTexts(String name) {
    return texts(name).stream()
        .flatMap(text -> text.text().cells().stream())
        .anyMatch(cell -> !cell.isBound());
  }

  /**
   * Returns a source, made the first time.
   *
   * @throws RuntimeException if its provider cannot make it
   */
  synchronized Source open(String name) {
    if (closed) {
      throw new IllegalStateException("these sources are closed");
    }
    Source before = open.get(name);
    if (before != null) {
      return before;
    }
    SourcesReader.Declared source = Objects.requireNonNull(read.declared().get(name), name);
    AuthContext context = contexts.of(name, source.origin());
    Block settings = source.settings();
    settings.makeNested(nested -> nested.provider().create(nested.settings(), context));
    SecretResolver resolver =
        Objects.requireNonNull(source.provider().create(name, settings, context));
    Source made =
        new Source(
            name,
            resolver,
            settings.get(Common.ON_DENIED).equals("continue"),
            settings.get(Common.ON_UNAVAILABLE).equals("continue"));
    open.put(name, made);
    return made;
  }

  /** Returns after how long what this source gave is read again; empty for never. */
  Optional<Duration> readAgainIn(String name) {
    Duration ttl =
        Objects.requireNonNull(read.declared().get(name), name).settings().get(Common.TTL);
    return ttl.isZero() ? Optional.empty() : Optional.of(ttl);
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(source -> Closing.quietly(source.resolver()));
    open.clear();
  }
}
