package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One cell per reference, for all blocks of the house, or of one tenant: what two of them name is
 * looked up once. What a locator names is the house's, and a tenant that may have it shares the
 * cell.
 */
final class CellMap {
  private final SecretCell.Again again;
  private final CellMap located;
  private final Map<SecretRef, SecretCell> cells = new ConcurrentHashMap<>();

  CellMap(SecretCell.Again again) {
    this.again = again;
    this.located = this;
  }

  /** Makes those of a tenant of this house. */
  CellMap(SecretCell.Again again, CellMap house) {
    this.again = again;
    this.located = house;
  }

  SecretCell of(SecretRef ref) {
    if (located != this && ref instanceof SecretRef.Locator) {
      return located.of(ref);
    }
    return cells.computeIfAbsent(ref, missing -> new SecretCell(missing, again));
  }
}
