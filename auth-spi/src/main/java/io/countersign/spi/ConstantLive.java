package io.countersign.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Refusing it changes nothing, so a refused request is not sent twice. */
final class ConstantLive<T> implements Live<T> {
  private final T value;

  ConstantLive(T value) {
    this.value = value;
  }

  @Override
  public T now() {
    return value;
  }

  @Override
  public CompletionStage<T> get() {
    return CompletableFuture.completedFuture(value);
  }

  @Override
  public CompletionStage<T> refused(T refused) {
    return get();
  }

  @Override
  public String toString() {
    return "Live[constant]";
  }
}
