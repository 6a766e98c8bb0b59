package io.countersign.spi;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that may change under the reader: a secret that rotates, a minted token, a session.
 *
 * <p>Thread-safe. Values are told apart by identity.
 */
public interface Live<T> {

  /** Returns the value at hand, or null if there is none yet; never waits. */
  @Nullable T now();

  /** Returns the value, obtaining it if there is none. */
  CompletionStage<T> get();

  /**
   * Says that this value was refused. Whoever holds it is renewed or read again once, however many
   * say so; the stage gives the value from then on, the <em>same</em> object if nothing changed.
   */
  CompletionStage<T> refused(T value);

  /**
   * Returns the value as it is now where it comes from: read or obtained again, once for all who
   * ask, while others go on with the one at hand. That one comes where it cannot be had again. It
   * is for a use so rare that looking costs nothing.
   */
  default CompletionStage<T> latest() {
    return get();
  }

  /**
   * Says that the value has just served. Whoever holds it may look at the clock now, and renew it
   * or read it again in the background; never waits.
   */
  default void used() {}

  /**
   * Returns what the function makes of each value, made once per value. What the function throws is
   * thrown by {@link #now()} and fails the stages; it is not kept.
   */
  default <R> Live<R> map(Function<? super T, ? extends R> function) {
    return DerivedLive.of(this, function);
  }

  /** Returns what the function makes of the two values, made once per pair. */
  static <A, B, R> Live<R> both(
      Live<A> first, Live<B> second, BiFunction<? super A, ? super B, ? extends R> function) {
    return DerivedLive.<A, B, R>of(first, second, function);
  }

  /** Returns the value that never changes. */
  static <T> Live<T> of(T value) {
    return new ConstantLive<>(value);
  }
}
