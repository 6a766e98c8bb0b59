package io.countersign.testkit.probe;

import io.countersign.spi.Secret;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A secret that has another value once the one before it was refused. */
final class RotatingSecret implements Secret {
  private final String next;
  private volatile @Nullable String value;

  RotatingSecret(@Nullable String value, String next) {
    this.value = value;
    this.next = next;
  }

  @Override
  public @Nullable String now() {
    return value;
  }

  @Override
  public CompletionStage<String> get() {
    return refused("");
  }

  @Override
  public CompletionStage<String> refused(String refused) {
    value = next;
    return CompletableFuture.supplyAsync(() -> next);
  }

  @Override
  public List<Provenance> provenance() {
    return List.of();
  }
}
