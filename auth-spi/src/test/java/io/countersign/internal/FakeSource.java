package io.countersign.internal;

import io.countersign.spi.Attempt;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A type of source over a map, which keeps what it was asked and misbehaves as a test asks. */
final class FakeSource implements SecretResolverProvider {
  /** The batches, in the order in which they came; each reference as it is written. */
  final List<Set<String>> batches = new CopyOnWriteArrayList<>();

  /** The names of the sources that were made. */
  final List<String> opened = new CopyOnWriteArrayList<>();

  final List<String> closed = new CopyOnWriteArrayList<>();

  private final String type;
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Map<String, Lookup> answers = new ConcurrentHashMap<>();
  private List<Setting<?>> settings = List.of();
  private Consumer<Settings> making = given -> {};
  private UnaryOperator<Map<SecretRef, Lookup>> replying = UnaryOperator.identity();
  private Function<String, SecretPlace> placing;

  FakeSource(String type) {
    this.type = type;
    boolean env = type.equals("env");
    this.placing =
        name ->
            env
                ? new SecretPlace(variable(name), "export " + variable(name) + "=…")
                : new SecretPlace(name, "");
  }

  private static String variable(String name) {
    return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  FakeSource holding(String reference, String value) {
    values.put(reference, value);
    return this;
  }

  FakeSource answering(String reference, Lookup lookup) {
    answers.put(reference, lookup);
    return this;
  }

  FakeSource failing(String reference, Lookup.Failure failure) {
    return answering(
        reference,
        new Lookup.Failed(
            failure,
            List.of(new Attempt("403 permission denied", "kv/data/x", "https://vault.acme:8200")),
            "a policy must name kv/data/x"));
  }

  FakeSource declaring(Setting<?>... own) {
    settings = List.of(own);
    return this;
  }

  FakeSource making(Consumer<Settings> how) {
    making = how;
    return this;
  }

  /** What leaves the source instead of the right answers. */
  FakeSource replying(UnaryOperator<Map<SecretRef, Lookup>> how) {
    replying = how;
    return this;
  }

  FakeSource placing(Function<String, SecretPlace> how) {
    placing = how;
    return this;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public List<Setting<?>> settings() {
    return settings;
  }

  @Override
  public SecretResolver create(String name, Settings given, AuthContext context) {
    making.accept(given);
    opened.add(name);
    return new Resolver(name);
  }

  private final class Resolver implements SecretResolver {
    private final String name;

    Resolver(String name) {
      this.name = name;
    }

    @Override
    public SecretPlace place(SecretRef ref) {
      return placing.apply(ref instanceof SecretRef.Locator at ? at.path() : ref.toString());
    }

    @Override
    public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
      Set<String> batch = new TreeSet<>();
      Map<SecretRef, Lookup> all = new LinkedHashMap<>();
      for (SecretRef ref : refs) {
        batch.add(ref.toString());
        all.put(ref, answer(ref));
      }
      batches.add(batch);
      return replying.apply(all);
    }

    private Lookup answer(SecretRef ref) {
      Lookup prepared = answers.get(ref.toString());
      String value = values.get(ref.toString());
      String place = place(ref).name();
      if (prepared != null) {
        return prepared;
      }
      if (value != null) {
        return new Lookup.Found(value, place, Optional.empty(), List.of());
      }
      return type.equals("env")
          ? new Lookup.NotFound(
              List.of(
                  new Attempt("not set", place, ""), new Attempt("not set", place + "_FILE", "")),
              values.keySet().stream().map(FakeSource::variable).toList())
          : new Lookup.NotFound(
              List.of(new Attempt("no such key", place, "secrets.toml")), values.keySet());
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }
}
