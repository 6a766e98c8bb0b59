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
  /** The names of two tenants, a-b and a_b, would be one here. */
  private static final Lookup NONE_OF_TENANTS =
      new Lookup.NotFound(
          List.of(new Attempt("none of tenants", "a dotenv file tells few names apart", "")),
          List.of());

  private final Path file;

  DotenvSecrets(Path file) {
    this.file = file;
  }

  @Override
  public SecretPlace place(SecretRef ref) {
    if (isOfTenant(ref)) {
      return new SecretPlace(ref.toString(), "");
    }
    return new SecretPlace(nameOf(ref), nameOf(ref) + "=… in " + file);
  }

  @Override
  public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
    Map<String, String> values = new LinkedHashMap<>();
    FileText content = read(values);
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    refs.forEach(ref ->
        answers.put(
            ref, isOfTenant(ref) ? NONE_OF_TENANTS : answer(nameOf(ref), content, values)));
    return answers;
  }

  private static boolean isOfTenant(SecretRef ref) {
    return ref instanceof SecretRef.Key key && key.tenant().isPresent();
  }

  /** Says the number of a line that is malformed, never what stands in it. */
  private FileText read(Map<String, String> values) {
    FileText content = FileText.of(file);
    List<String> lines =
        content instanceof FileText.Read read ? read.text().lines().toList() : List.of();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals).strip(), line.substring(equals + 1));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        return new FileText.Unusable("is malformed", "no NAME= in line " + (i + 1));
      }
    }
    return content;
  }

  private Lookup answer(String name, FileText content, Map<String, String> values) {
    if (content instanceof FileText.Unusable unusable) {
      // Without the place: the sentence beside it names the file.
      Attempt attempt = new Attempt(unusable.outcome(), name, "");
      return new Lookup.Failed(Lookup.Failure.INVALID, List.of(attempt), unusable.of(file));
    }
    String value = values.getOrDefault(name, "");
    if (value.isEmpty()) {
      String outcome = content instanceof FileText.Absent ? "no such file" : "no such name";
      Attempt attempt = new Attempt(outcome, name, file.toString());
      return new Lookup.NotFound(List.of(attempt), values.keySet());
    }
    Attempt attempt = new Attempt("found", name, file.toString());
    return new Lookup.Found(value, attempt.where(), Optional.empty(), List.of(attempt));
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
