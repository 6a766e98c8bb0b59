package io.countersign.secrets.vault;

import io.countersign.spi.Lookup;

/** What the server said of one path: an answer for each of its fields. */
@FunctionalInterface
interface Page {

  /** Returns what is so of this field. */
  Lookup of(KvField field);

  /** One trouble for all of them. */
  static Page of(Trouble trouble) {
    Lookup failed = trouble.lookup();
    return field -> failed;
  }
}
