package io.countersign.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What some lives held at one moment, told apart by identity. Immutable. */
final class RootValues {
  private final Live<?>[] roots;
  private final Object[] held;

  private RootValues(Live<?>[] roots, Object[] held) {
    this.roots = roots;
    this.held = held;
  }

  /** Returns what is at hand, or null while one of them has nothing. */
  static @Nullable RootValues now(Live<?>[] roots) {
    Object[] held = new Object[roots.length];
    for (int i = 0; i < held.length; i++) {
      Object value = roots[i].now();
      if (value == null) {
        return null;
      }
      held[i] = value;
    }
    return new RootValues(roots, held);
  }

  static CompletionStage<RootValues> get(Live<?>[] roots) {
    return gather(roots, i -> roots[i].get());
  }

  static CompletionStage<RootValues> latest(Live<?>[] roots) {
    return gather(roots, i -> roots[i].latest());
  }

  /** Tells every root that its value was refused. */
  CompletionStage<RootValues> refused() {
    return gather(roots, i -> refused(roots[i], held[i]));
  }

  @SuppressWarnings("unchecked") // The value came from this root.
  private static <T> CompletionStage<T> refused(Live<T> root, Object value) {
    return root.refused((T) value);
  }

  private static CompletionStage<RootValues> gather(
      Live<?>[] roots, IntFunction<CompletionStage<?>> ask) {
    CompletionStage<Object[]> all = CompletableFuture.completedFuture(new Object[roots.length]);
    for (int i = 0; i < roots.length; i++) {
      int at = i;
      all =
          all.thenCombine(
              ask.apply(i),
              (held, value) -> {
                held[at] = value;
                return held;
              });
    }
    return all.thenApply(held -> new RootValues(roots, held));
  }

  /** Returns whether every root still holds its value; allocates nothing. */
  boolean areCurrent() {
    for (int i = 0; i < held.length; i++) {
      if (roots[i].now() != held[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the part of them that these roots held. */
  RootValues of(Live<?>[] some) {
    if (some == roots) {
      return this;
    }
    Object[] part = new Object[some.length];
    for (int i = 0; i < part.length; i++) {
      part[i] = of(some[i]);
    }
    return new RootValues(some, part);
  }

  @SuppressWarnings("unchecked") // The value came from this root.
  <T> T of(Live<T> root) {
    int at = 0;
    while (roots[at] != root) {
      at++;
    }
    return (T) held[at];
  }

  /** Returns whether the same roots held the same objects then. */
  boolean areThoseOf(RootValues other) {
    for (int i = 0; i < held.length; i++) {
      if (held[i] != other.held[i]) {
        return false;
      }
    }
    return true;
  }
}
