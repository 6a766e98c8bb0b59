package io.countersign.examples.dotenv;

import io.countersign.spi.Attempt;
import io.countersign.spi.FileText;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the file once a batch; a value is what stands after the first {@code =}, as it is. */
final class DotenvSecrets implements SecretResolver {
  private final Path file;

  DotenvSecrets(Path file) {
    this.file = file;
  }

  @Override
  public SecretPlace place(SecretRef ref) {
    return new SecretPlace(nameOf(ref), nameOf(ref) + "=… in " + file);
  }

  @Override
  public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
    FileText content = FileText.of(file);
    Map<String, String> values = new LinkedHashMap<>();
    if (content instanceof FileText.Read read) {
      read.text()
          .lines()
          .forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
              values.put(line.substring(0, equals).strip(), line.substring(equals + 1));
            }
          });
    }
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    refs.forEach(ref -> answers.put(ref, answer(nameOf(ref), content, values)));
    return answers;
  }

  private Lookup answer(String name, FileText content, Map<String, String> values) {
    String shown = file.toString();
    if (content instanceof FileText.Unusable unusable) {
      Attempt attempt = new Attempt(unusable.outcome(), name, shown);
      return new Lookup.Failed(Lookup.Failure.INVALID, List.of(attempt), unusable.of(shown));
    }
    String value = values.getOrDefault(name, "");
    if (value.isEmpty()) {
      String outcome = content instanceof FileText.Absent ? "no such file" : "no such name";
      return new Lookup.NotFound(List.of(new Attempt(outcome, name, shown)), values.keySet());
    }
    return new Lookup.Found(
        value, name, Optional.empty(), List.of(new Attempt("found", name, shown)));
  }

  private static String nameOf(SecretRef ref) {
    if (ref instanceof SecretRef.Key key) {
      return key.name().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
    SecretRef.Locator locator = (SecretRef.Locator) ref;
    boolean alone = locator.field().isEmpty() && locator.options().isEmpty();
    if (!alone || !locator.path().matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "a name in a dotenv file has letters, digits and underscores, and nothing after it");
    }
    return locator.path();
  }
}
