package io.countersign.internal;

import io.countersign.spi.AuthProvider;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An authenticator in a block, as it was read: what stands in its place until the block is made.
 */
sealed interface Inner {

  /** A block of its own. */
  record Nested(AuthProvider provider, Block settings) implements Inner {}

  /** Another authenticator, by its name. */
  record Shared(String name) implements Inner {}

  /** A list of them. */
  record Parts(List<Inner> all) {
    public Parts {
      all = List.copyOf(all);
    }
  }

  /** A map of them; may be reduced to one, once it is known which. */
  final class Options {
    private final Map<String, Inner> all;

    Options(Map<String, Inner> all) {
      this.all = new TreeMap<>(all);
    }

    Map<String, Inner> all() {
      return all;
    }

    void keep(String name) {
      all.keySet().retainAll(List.of(name));
    }
  }
}
