package io.countersign.internal;

import io.countersign.spi.Live;
import io.countersign.spi.Lookup;
import io.countersign.spi.Secret.Provenance;
import io.countersign.spi.SecretRef;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The value of one reference, shared by every text that names it; bound once it was found. */
final class SecretCell implements Live<String> {
  private record Bound(String value, Provenance provenance) {}

  private final SecretRef ref;
  private volatile @Nullable Bound bound;

  SecretCell(SecretRef ref) {
    this.ref = ref;
  }

  SecretRef ref() {
    return ref;
  }

  boolean isBound() {
    return bound != null;
  }

  void bind(String source, Lookup.Found found) {
    bound =
        new Bound(
            found.value(), new Provenance(ref.toString(), source, found.place(), found.version()));
  }

  @Nullable Provenance provenance() {
    Bound now = bound;
    return now == null ? null : now.provenance;
  }

  @Override
  public @Nullable String now() {
    Bound now = bound;
    return now == null ? null : now.value;
  }

  @Override
  public CompletionStage<String> get() {
    String value = now();
    return value == null
        ? CompletableFuture.failedFuture(new IllegalStateException(ref + " has not been read yet"))
        : CompletableFuture.completedFuture(value);
  }

  @Override
  public CompletionStage<String> refused(String value) {
    return get();
  }

  @Override
  public String toString() {
    return "Live[" + ref + "]";
  }
}
