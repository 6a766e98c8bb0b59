package io.countersign.spi;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What functions make of other lives; every reader of the same values gets the same object.
 *
 * <p>It knows its roots, the lives that are not derived themselves. So a look costs one per root,
 * through however many functions: while the roots hold what they held, nothing in between is asked.
 */
final class DerivedLive<R> implements Live<R> {
  private record Memo<R>(RootValues from, R to) {}

  private final Live<?>[] roots;
  private final Function<RootValues, R> function;
  private final AtomicReference<@Nullable Memo<R>> memo = new AtomicReference<>();

  private DerivedLive(Live<?>[] roots, Function<RootValues, R> function) {
    this.roots = roots;
    this.function = function;
  }

  static <T, R> Live<R> of(Live<T> source, Function<? super T, ? extends R> function) {
    return new DerivedLive<>(rootsOf(source), values -> function.apply(valueOf(source, values)));
  }

  static <A, B, R> Live<R> of(
      Live<A> first, Live<B> second, BiFunction<? super A, ? super B, ? extends R> function) {
    Set<Live<?>> once = Collections.newSetFromMap(new IdentityHashMap<>());
    return new DerivedLive<>(
        Stream.of(rootsOf(first), rootsOf(second))
            .flatMap(Arrays::stream)
            .filter(once::add)
            .toArray(Live<?>[]::new),
        values -> function.apply(valueOf(first, values), valueOf(second, values)));
  }

  private static Live<?>[] rootsOf(Live<?> live) {
    if (live instanceof DerivedLive<?> derived) {
      return derived.roots;
    }
    return live instanceof ConstantLive ? new Live<?>[0] : new Live<?>[] {live};
  }

  private static <T> T valueOf(Live<T> live, RootValues values) {
    if (live instanceof DerivedLive<T> derived) {
      return derived.result(values.of(derived.roots));
    }
    return live instanceof ConstantLive<T> constant ? constant.now() : values.of(live);
  }

  @Override
  public @Nullable R now() {
    Memo<R> kept = memo.get();
    if (kept != null && kept.from.areCurrent()) {
      return kept.to;
    }
    RootValues values = RootValues.now(roots);
    return values == null ? null : result(values);
  }

  @Override
  public CompletionStage<R> get() {
    return RootValues.get(roots).thenApply(this::result);
  }

  @Override
  public CompletionStage<R> refused(R refused) {
    Memo<R> kept = memo.get();
    return kept != null && kept.to == refused ? kept.from.refused().thenApply(this::result) : get();
  }

  private R result(RootValues values) {
    Memo<R> kept = memo.get();
    return kept != null && kept.from.areThoseOf(values) ? kept.to : make(values, kept);
  }

  /** Of two threads that make a result for the same values, both return that of the first. */
  private R make(RootValues values, @Nullable Memo<R> before) {
    Memo<R> made = new Memo<>(values, function.apply(values));
    if (memo.compareAndSet(before, made)) {
      return made.to;
    }
    Memo<R> other = memo.get();
    return other != null && other.from.areThoseOf(values) ? other.to : made.to;
  }

  @Override
  public String toString() {
    return "Live[from " + Arrays.toString(roots) + "]";
  }
}
