package io.countersign.jwt;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks another when it is asked first, and keeps that answer. */
final class Once<T> implements Supplier<T> {
  private final Supplier<T> other;
  private volatile @Nullable T answer;

  Once(Supplier<T> other) {
    this.other = other;
  }

  @Override
  public T get() {
    T known = answer;
    if (known == null) {
      known = other.get();
      answer = known;
    }
    return known;
  }
}
