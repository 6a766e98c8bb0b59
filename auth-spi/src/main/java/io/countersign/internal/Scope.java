package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose references they are: those of the authenticators of the house or of one tenant, or those of
 * one source's own block.
 *
 * <p>Among the references of a tenant a key of the house is one of a block that is shared: it is
 * looked up as the tenant's, and then as the house's.
 *
 * @param cells where their values are
 * @param order the sources that are asked for keys
 * @param absences what these sources do not have
 * @param tenant null for the house and for a source
 */
record Scope(CellMap cells, List<String> order, Absences absences, @Nullable TenantName tenant) {

  /** Returns what is asked for this reference, first. */
  SecretRef first(SecretRef ref) {
    return tenant != null && isShared(ref) ? tenant.keyFor((SecretRef.Key) ref) : ref;
  }

  /** Returns whether the reference itself is asked for where that is nowhere. */
  boolean isShared(SecretRef ref) {
    return tenant != null && ref instanceof SecretRef.Key key && key.tenant().isEmpty();
  }
}
