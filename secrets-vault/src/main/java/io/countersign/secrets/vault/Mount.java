package io.countersign.secrets.vault;

import io.countersign.spi.SecretRef;
import java.util.List;
import java.util.Optional;

/**
 * Where a KV engine is mounted.
 *
 * @param name of one segment or several, as {@code team/kv}
 * @param prefix what every path below it begins with; empty, or without a slash at its ends
 * @param version of the engine, 1 or 2
 */
record Mount(String name, String prefix, int version) {
  /** Of a key of one segment, and of a locator that names none. */
  private static final String ONLY_FIELD = "value";

  /**
   * Returns which field of which path a reference means: of a key the last segment is the field.
   *
   * @throws IllegalArgumentException if it cannot be one; the message does not show it
   */
  KvField of(SecretRef ref) {
    if (ref instanceof SecretRef.Key key) {
      List<String> segments = key.segments();
      int last = segments.size() - 1;
      return last == 0
          ? new KvField(path(key.name()), ONLY_FIELD)
          : new KvField(path(String.join("/", segments.subList(0, last))), segments.get(last));
    }
    SecretRef.Locator locator = (SecretRef.Locator) ref;
    KvPath path = new KvPath(this, within(Names.checked(locator.path())), versionOf(locator));
    return new KvField(path, locator.field().orElse(ONLY_FIELD));
  }

  private KvPath path(String path) {
    return new KvPath(this, within(path), Optional.empty());
  }

  private String within(String path) {
    return prefix.isEmpty() ? path : prefix + "/" + path;
  }

  private Optional<Integer> versionOf(SecretRef.Locator locator) {
    if (locator.options().isEmpty()) {
      return Optional.empty();
    }
    String said = locator.options().getOrDefault("version", "");
    if (locator.options().size() > 1 || !said.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("its one option is a version, as ?version=3");
    }
    if (version == 1) {
      throw new IllegalArgumentException("a KV engine of version 1 keeps one version: leave out ?");
    }
    return Optional.of(Integer.valueOf(said));
  }
}
