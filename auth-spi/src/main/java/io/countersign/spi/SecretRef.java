package io.countersign.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the configuration wrote between the braces, without its filters. May be printed. */
public sealed interface SecretRef {

  /**
   * A key, looked up in the sources in their order of priority: {@code crm.client-secret}.
   *
   * @param name segments of {@code [A-Za-z][A-Za-z0-9_-]*}, joined by dots
   */
  record Key(String name) implements SecretRef {

    /** Returns the segments, at least one. */
    public List<String> segments() {
      return List.of(name.split("\\.", -1));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A locator of one source: {@code vault:acme/legacy#key?version=3}.
   *
   * @param source the name of the source
   * @param path what stands before {@code #} and {@code ?}, verbatim
   * @param field what stands after {@code #}
   * @param options what stands after {@code ?}, in order
   */
  record Locator(String source, String path, Optional<String> field, Map<String, String> options)
      implements SecretRef {
    /** Keeps an unmodifiable view of the options. */
    public Locator {
      options = java.util.Collections.unmodifiableMap(options);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(source).append(':').append(path);
      field.ifPresent(name -> text.append('#').append(name));
      char before = '?';
      for (Map.Entry<String, String> option : options.entrySet()) {
        text.append(before).append(option.getKey()).append('=').append(option.getValue());
        before = '&';
      }
      return text.toString();
    }
  }
}
