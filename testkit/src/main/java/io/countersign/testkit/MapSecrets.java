package io.countersign.testkit;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A source of secrets, of type {@code map}, that holds what the test puts into it.
 *
 * <p>Thread-safe. Every block of the type looks into the same map; an empty value is missing.
 */
public final class MapSecrets implements SecretResolverProvider {
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final List<Set<SecretRef>> batches = new CopyOnWriteArrayList<>();

  /** Starts empty. */
  public MapSecrets() {}

  /**
   * Puts a value, in place of one that is there.
   *
   * @param name a key, as {@code crm.client-secret}, or the path of a locator
   */
  public MapSecrets put(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** Returns the batches that were asked for, in order: a test of who asks how often. */
  public List<Set<SecretRef>> batches() {
    return List.copyOf(batches);
  }

  @Override
  public String type() {
    return "map";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public SecretResolver create(String name, Settings settings, AuthContext context) {
    return new Source();
  }

  private final class Source implements SecretResolver {
    @Override
    public SecretPlace place(SecretRef ref) {
      return new SecretPlace(nameOf(ref), "put(\"" + nameOf(ref) + "\", …)");
    }

    @Override
    public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
      batches.add(Set.copyOf(refs));
      return refs.stream().collect(Collectors.toUnmodifiableMap(ref -> ref, this::lookUp));
    }

    private Lookup lookUp(SecretRef ref) {
      String name = nameOf(ref);
      String value = values.getOrDefault(name, "");
      return value.isEmpty()
          ? new Lookup.NotFound(
              List.of(new Attempt("not put", name, "")), Set.copyOf(values.keySet()))
          : new Lookup.Found(
              value, name, Optional.empty(), List.of(new Attempt("found", name, "")));
    }
  }

  private static String nameOf(SecretRef ref) {
    return ref instanceof SecretRef.Locator locator ? locator.path() : ref.toString();
  }
}
