package io.countersign.secrets.env;

import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Looks up {@code NAME}, else the file that {@code NAME_FILE} names; empty ones are missing.
 *
 * <p>It holds nothing of tenants: {@code a-b}, {@code a_b} and {@code A_B} would be one variable.
 */
final class EnvSecrets implements SecretResolver {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final Lookup NONE =
      new Lookup.NotFound(
          List.of(
              new Attempt(
                  "none of tenants", "the environment, where their names would run together", "")),
          List.of());

  private final Map<String, String> environment;
  private final String prefix;
  private final String fileSuffix;

  EnvSecrets(Map<String, String> environment, String prefix, String fileSuffix) {
    this.environment = environment;
    this.prefix = prefix;
    this.fileSuffix = fileSuffix;
  }

  @Override
  public SecretPlace place(SecretRef ref) {
    if (isOfTenant(ref)) {
      return new SecretPlace(ref.toString(), "");
    }
    String name = variable(ref);
    return new SecretPlace(name, "export " + name + "=…");
  }

  @Override
  public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    refs.forEach(ref -> answers.put(ref, isOfTenant(ref) ? NONE : lookUp(variable(ref))));
    return answers;
  }

  private static boolean isOfTenant(SecretRef ref) {
    return ref instanceof SecretRef.Key key && key.tenant().isPresent();
  }

  private Lookup lookUp(String name) {
    String fileName = name + fileSuffix;
    String value = environment.getOrDefault(name, "");
    String file = environment.getOrDefault(fileName, "");
    if (!value.isEmpty() && !file.isEmpty()) {
      return new Lookup.Failed(
          Lookup.Failure.INVALID,
          List.of(new Attempt("set", name, ""), new Attempt("set", fileName, "")),
          name + " and " + fileName + " are both set: unset one of them");
    }
    if (!value.isEmpty()) {
      return new Lookup.Found(
          value, name, Optional.empty(), List.of(new Attempt("found", name, "")));
    }
    Attempt first = missing(name);
    if (!file.isEmpty()) {
      return new NamedFile(fileName, file).lookUp(first, names());
    }
    return new Lookup.NotFound(List.of(first, missing(fileName)), names());
  }

  private Attempt missing(String name) {
    return new Attempt(environment.containsKey(name) ? "set but empty" : "not set", name, "");
  }

  private List<String> names() {
    return environment.entrySet().stream()
        .filter(variable -> !variable.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private String variable(SecretRef ref) {
    if (ref instanceof SecretRef.Key key) {
      return prefix + key.name().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
    SecretRef.Locator locator = (SecretRef.Locator) ref;
    if (locator.field().isPresent() || !locator.options().isEmpty()) {
      throw new IllegalArgumentException(
          "an environment variable has no fields and no options: write its name alone");
    }
    if (!NAME.matcher(locator.path()).matches()) {
      throw new IllegalArgumentException(
          "a name of an environment variable has letters, digits and underscores, and does not"
              + " begin with a digit");
    }
    return locator.path();
  }
}
