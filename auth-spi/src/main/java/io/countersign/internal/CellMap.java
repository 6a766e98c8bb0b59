package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One cell per reference, for the whole engine: what two blocks name is looked up once. */
final class CellMap {
  private final SecretCell.Again again;
  private final Map<SecretRef, SecretCell> cells = new ConcurrentHashMap<>();

  CellMap(SecretCell.Again again) {
    this.again = again;
  }

  SecretCell of(SecretRef ref) {
    return cells.computeIfAbsent(ref, missing -> new SecretCell(missing, again));
  }
}
