package io.countersign.spi;

import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is so of a {@link Refreshing} at one moment.
 *
 * @param held the value that serves, or null
 * @param last the last value that was refused, to be known again if it comes back
 * @param refusals what the value that comes next is to count
 * @param flight the fetch that is under way, or null
 * @param backOff what holds the next fetch back after a failure, or null
 */
record RefreshState<T>(
    @Nullable Held<T> held,
    @Nullable T last,
    int refusals,
    @Nullable CompletableFuture<T> flight,
    @Nullable BackOff backOff) {

  RefreshState<T> flying(CompletableFuture<T> next) {
    return new RefreshState<>(held, last, refusals, next, backOff);
  }

  RefreshState<T> without(Held<T> refused, long now) {
    return new RefreshState<>(null, refused.value(), refused.refusalsAfter(now), flight, backOff);
  }

  /** The same object stays where the same value came back. */
  T known(T value) {
    if (held != null && held.value().equals(value)) {
      return held.value();
    }
    T refused = last;
    return refused != null && refused.equals(value) ? refused : value;
  }

  RefreshState<T> landed(Fresh<T> fresh, AuthContext context) {
    Held<T> next =
        Held.of(fresh, known(fresh.value()), context.nanoTime(), refusals, context.random());
    return new RefreshState<>(next, null, 0, null, null);
  }

  RefreshState<T> failed(
      Throwable failure, long now, RandomGenerator random, @Nullable Object inputs) {
    long left = held == null ? 0 : held.left(now);
    return new RefreshState<>(
        held, last, refusals, null, BackOff.after(backOff, failure, now, left, random, inputs));
  }

  boolean serves(long now) {
    return held != null && held.left(now) > 0;
  }

  /** Whether the log has heard that renewals fail. */
  boolean isLogged() {
    return backOff != null && backOff.logged();
  }
}
