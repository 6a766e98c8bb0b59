package io.countersign.cli.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration of another tool: which fields it has, and which of them are secret. */
final class Fields {
  /**
   * What is known of a field.
   *
   * @param about in a few words; empty if nothing is said
   * @param usual its default
   */
  record Known(boolean secret, String about, Optional<String> usual) {}

  private final Map<List<String>, Known> known;
  private final Map<String, List<String>> segments = new LinkedHashMap<>();

  Fields(Map<List<String>, Known> known) {
    this.known = known;
  }

  /** Returns those of a document that does not say which there are. */
  static Fields unknown() {
    return new Fields(Map.of());
  }

  /** Returns whether a field is secret; where nothing is said of it, its name decides. */
  boolean isSecret(List<String> path) {
    Known field = known.get(path);
    return field == null ? Draft.isSecretName(path.get(path.size() - 1)) : field.secret();
  }

  /** Returns what a person is told of a field. */
  String about(List<String> path) {
    Known field = known.get(path);
    String written = "config " + String.join(".", path);
    return field == null || field.about().isEmpty() ? written : written + ", " + field.about();
  }

  /** Returns the default of a field that is not secret. */
  Optional<String> usual(List<String> path) {
    Known field = known.get(path);
    return field == null || field.secret() ? Optional.empty() : field.usual();
  }

  /** Returns the segments of its key: the last name, and all of them where two end in one. */
  String segment(List<String> path) {
    String segment = kebab(path.get(path.size() - 1));
    if (!isFree(segment, path)) {
      segment =
          path.stream()
              .map(Fields::kebab)
              .reduce((before, next) -> before + "-" + next)
              .orElse(segment);
    }
    String first = segment;
    for (int i = 2; !isFree(segment, path); i++) {
      segment = first + "-" + i;
    }
    return segment;
  }

  private boolean isFree(String segment, List<String> path) {
    List<String> owner = segments.putIfAbsent(segment, path);
    return owner == null || owner.equals(path);
  }

  /** Adds a name to others, with a number behind it if it is one of them, and returns it. */
  static String added(Set<String> names, String name) {
    String added = name;
    for (int i = 2; !names.add(added); i++) {
      added = name + "-" + i;
    }
    return added;
  }

  /** Returns a name as a segment of a key: small letters, digits and -, a letter first. */
  static String kebab(@Nullable String name) {
    String words =
        String.valueOf(name)
            .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[^a-z]+|-+$", "");
    return words.isEmpty() ? "x" : words;
  }
}
