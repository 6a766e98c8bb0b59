package io.countersign.basic;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A source that has what a test gives it. */
record GivenSecrets(Map<String, String> values) implements SecretResolverProvider {

  @Override
  public String type() {
    return "given";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public SecretResolver create(String name, Settings settings, AuthContext context) {
    return new SecretResolver() {
      @Override
      public SecretPlace place(SecretRef ref) {
        return new SecretPlace(ref.toString(), "give " + ref);
      }

      @Override
      public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
        Map<SecretRef, Lookup> answers = new HashMap<>();
        refs.forEach(ref -> answers.put(ref, answer(ref.toString())));
        return answers;
      }
    };
  }

  private Lookup answer(String key) {
    String value = values.get(key);
    return value == null
        ? new Lookup.NotFound(List.of(new Attempt("not given", key, "")), values.keySet())
        : new Lookup.Found(value, key, Optional.empty(), List.of(new Attempt("given", key, "")));
  }
}
