package io.countersign.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the configuration wrote between the braces, without its filters. May be printed. */
public sealed interface SecretRef {

  /**
   * A key, looked up in the sources in their order of priority: {@code crm.client-secret}.
   *
   * <p>That of a tenant is {@code tenants.acme.crm.client-secret}: a source keeps the secrets of
   * two tenants apart, or says that it holds none.
   *
   * @param name segments of {@code [A-Za-z][A-Za-z0-9_-]*}, joined by dots; the second of a
   *     tenant's is the tenant's name, {@code [A-Za-z0-9_-]{1,64}}, as {@code 1x} or {@code -}
   */
  record Key(String name) implements SecretRef {
    private static final String TENANTS = "tenants.";

    /** Returns whose key it is; empty for one of the house. */
    public Optional<String> tenant() {
      int end = name.startsWith(TENANTS) ? name.indexOf('.', TENANTS.length()) : -1;
      return end < 0 ? Optional.empty() : Optional.of(name.substring(TENANTS.length(), end));
    }

    /** Returns under which key a tenant has what this one is to the house. */
    public Key of(String tenant) {
      return new Key(TENANTS + tenant + "." + name);
    }

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
