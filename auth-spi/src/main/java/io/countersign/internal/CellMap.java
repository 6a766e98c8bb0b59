package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One cell per reference, for the whole engine: what two blocks name is looked up once. */
final class CellMap {
  private final Map<SecretRef, SecretCell> cells = new ConcurrentHashMap<>();

  SecretCell of(SecretRef ref) {
    return cells.computeIfAbsent(ref, SecretCell::new);
  }
}
