package io.countersign.spi;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A text that stands in the configuration itself. */
final class LiteralSecret implements Secret {
  private final String value;

  LiteralSecret(String value) {
    this.value = Objects.requireNonNull(value, "literal");
  }

  @Override
  public String now() {
    return value;
  }

  @Override
  public CompletionStage<String> get() {
    return CompletableFuture.completedFuture(value);
  }

  @Override
  public CompletionStage<String> refused(String refused) {
    return get();
  }

  @Override
  public List<Provenance> provenance() {
    return List.of();
  }

  @Override
  public String toString() {
    return "Secret[(literal)]";
  }
}
