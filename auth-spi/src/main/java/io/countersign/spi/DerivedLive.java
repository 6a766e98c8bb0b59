package io.countersign.spi;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
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

  /** There are several of these for each authenticator: none has an object more than it needs. */
  @SuppressWarnings("rawtypes") // a class literal has no type argument
  private static final AtomicReferenceFieldUpdater<DerivedLive, @Nullable Memo> MEMO =
      AtomicReferenceFieldUpdater.newUpdater(DerivedLive.class, Memo.class, "memo");

  private final Live<?>[] roots;
  private final Function<RootValues, R> function;
  private volatile @Nullable Memo<R> memo;

  private DerivedLive(Live<?>[] roots, Function<RootValues, R> function) {
    this.roots = roots;
    this.function = function;
  }

  static <T, R> Live<R> of(Live<T> source, Function<? super T, ? extends R> function) {
    return new DerivedLive<>(rootsOf(source), values -> function.apply(valueOf(source, values)));
  }

  static <A, B, R> Live<R> of(
      Live<A> one, Live<B> other, BiFunction<? super A, ? super B, ? extends R> function) {
    Live<A> first = overItsRoots(one);
    Live<B> second = overItsRoots(other);
    Set<Live<?>> once = Collections.newSetFromMap(new IdentityHashMap<>());
    return new DerivedLive<>(
        Stream.of(rootsOf(first), rootsOf(second))
            .flatMap(Arrays::stream)
            .filter(once::add)
            .toArray(Live<?>[]::new),
        values -> function.apply(valueOf(first, values), valueOf(second, values)));
  }

  /** A live that only stands for another passes {@code map} on to it, and is passed by so. */
  private static <T> Live<T> overItsRoots(Live<T> live) {
    boolean known = live instanceof DerivedLive || live instanceof ConstantLive;
    return known ? live : live.map(value -> value);
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
    Memo<R> kept = memo;
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
    Memo<R> kept = memo;
    return kept != null && kept.to == refused ? kept.from.refused().thenApply(this::result) : get();
  }

  @Override
  public CompletionStage<R> latest() {
    return RootValues.latest(roots).thenApply(this::result);
  }

  @Override
  public void used() {
    for (Live<?> root : roots) {
      root.used();
    }
  }

  /**
   * Of threads that make a result for the same values, all return that of the first. One that is
   * late with values of before leaves the newer result in its place.
   */
  private R result(RootValues values) {
    Memo<R> made = null;
    while (true) {
      Memo<R> kept = memo;
      if (kept != null && kept.from.areThoseOf(values)) {
        return kept.to;
      }
      if (made == null) {
        made = new Memo<>(values, function.apply(values));
        continue;
      }
      boolean late = kept != null && kept.from.areCurrent();
      if (late || MEMO.compareAndSet(this, kept, made)) {
        return made.to;
      }
    }
  }

  @Override
  public String toString() {
    return "Live[from " + Arrays.toString(roots) + "]";
  }
}
