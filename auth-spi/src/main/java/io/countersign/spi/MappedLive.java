package io.countersign.spi;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps one result per value of its source; every reader of a value gets the same object. */
final class MappedLive<T, R> implements Live<R> {
  private record Memo<T, R>(T from, R to) {}

  private final Live<T> source;
  private final Function<? super T, ? extends R> function;
  private final AtomicReference<@Nullable Memo<T, R>> memo = new AtomicReference<>();

  MappedLive(Live<T> source, Function<? super T, ? extends R> function) {
    this.source = source;
    this.function = function;
  }

  @Override
  public @Nullable R now() {
    T value = source.now();
    return value == null ? null : result(value);
  }

  @Override
  public CompletionStage<R> get() {
    return source.get().thenApply(this::result);
  }

  @Override
  public CompletionStage<R> refused(R refused) {
    Memo<T, R> kept = memo.get();
    CompletionStage<T> next =
        kept != null && kept.to == refused ? source.refused(kept.from) : source.get();
    return next.thenApply(this::result);
  }

  private R result(T value) {
    Memo<T, R> kept = memo.get();
    return kept != null && kept.from == value ? kept.to : make(value, kept);
  }

  /** Of two threads that make a result for one value, both return that of the first. */
  private R make(T value, @Nullable Memo<T, R> before) {
    Memo<T, R> made = new Memo<>(value, function.apply(value));
    if (memo.compareAndSet(before, made)) {
      return made.to;
    }
    Memo<T, R> other = memo.get();
    return other != null && other.from == value ? other.to : made.to;
  }

  @Override
  public String toString() {
    return "Live[from " + source + "]";
  }
}
