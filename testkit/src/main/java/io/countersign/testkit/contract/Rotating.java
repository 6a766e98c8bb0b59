package io.countersign.testkit.contract;

import io.countersign.spi.Secret;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A secret that changes when the test says so. */
final class Rotating implements Secret {
  private volatile String value;

  Rotating(String value) {
    this.value = value;
  }

  void to(String next) {
    value = next;
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
    return "Secret[rotating]";
  }
}
