package io.countersign.testkit.contract;

import io.countersign.spi.Secret;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A secret that changes when the test says so. */
final class Rotating implements Secret {
  private volatile String value;
  private volatile @Nullable String onceRefused;

  Rotating(String value) {
    this.value = value;
  }

  void to(String next) {
    value = next;
  }

  /** Changes when somebody says that its value was refused, as a secret does that is read again. */
  void toOnceRefused(String next) {
    onceRefused = next;
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
    String next = onceRefused;
    if (next != null && refused.equals(value)) {
      value = next;
    }
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
