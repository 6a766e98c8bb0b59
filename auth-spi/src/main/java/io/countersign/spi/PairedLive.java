package io.countersign.spi;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** As {@link MappedLive}, of two sources; a refusal is told to both. */
final class PairedLive<A, B, R> implements Live<R> {
  private record Memo<A, B, R>(A first, B second, R to) {}

  private final Live<A> first;
  private final Live<B> second;
  private final BiFunction<? super A, ? super B, ? extends R> function;
  private final AtomicReference<@Nullable Memo<A, B, R>> memo = new AtomicReference<>();

  PairedLive(
      Live<A> first, Live<B> second, BiFunction<? super A, ? super B, ? extends R> function) {
    this.first = first;
    this.second = second;
    this.function = function;
  }

  @Override
  public @Nullable R now() {
    A a = first.now();
    B b = second.now();
    return a == null || b == null ? null : result(a, b);
  }

  @Override
  public CompletionStage<R> get() {
    return first.get().thenCombine(second.get(), this::result);
  }

  @Override
  public CompletionStage<R> refused(R refused) {
    Memo<A, B, R> kept = memo.get();
    if (kept == null || kept.to != refused) {
      return get();
    }
    CompletionStage<A> a = first.refused(kept.first);
    CompletionStage<B> b = second.refused(kept.second);
    return a.thenCombine(b, this::result);
  }

  private R result(A a, B b) {
    Memo<A, B, R> kept = memo.get();
    return kept != null && kept.first == a && kept.second == b ? kept.to : make(a, b, kept);
  }

  private R make(A a, B b, @Nullable Memo<A, B, R> before) {
    Memo<A, B, R> made = new Memo<>(a, b, function.apply(a, b));
    if (memo.compareAndSet(before, made)) {
      return made.to;
    }
    Memo<A, B, R> other = memo.get();
    return other != null && other.first == a && other.second == b ? other.to : made.to;
  }

  @Override
  public String toString() {
    return "Live[from " + first + " and " + second + "]";
  }
}
