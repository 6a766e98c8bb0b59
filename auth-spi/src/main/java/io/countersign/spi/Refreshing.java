package io.countersign.spi;

import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.internal.Failures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one cache of everything that expires. While a value lives nobody waits, whatever happens to
 * its renewal; one fetch serves everyone, however many ask.
 *
 * <ul>
 *   <li>A value of lifetime {@code L} is due for renewal at {@code L − W − U[0, W/2)}, {@code W =
 *       min(5 min, L/5)}, counted from when it was asked for; what the other side says of it wins.
 *       The first request from then on starts one fetch, and everyone goes on with the old value.
 *   <li>When that fails, the old value serves until its real end. The next fetch comes after {@code
 *       U[c/2, c]}, {@code c = min(60 s, 2ⁿ⁻¹ s, a third of what remains)}, and not before the
 *       other side's {@code Retry-After}. Until then, who has no value any more gets the last
 *       failure at once, with the time of the next try. After a failure that needs a person nothing
 *       is fetched any more until what it is {@linkplain #from made from} has changed.
 *   <li>{@link #refused} takes a value away, by identity, and renews it once for all who say so. A
 *       value that is refused as soon as it came is not renewed again without a pause.
 * </ul>
 *
 * <p>Thread-safe, without a lock: a fetch runs on {@link AuthContext#executor()}, and no thread of
 * its own watches the clock. Cancelling what {@link #get} gives ends that wait and no fetch.
 */
public final class Refreshing<T> implements Live<T> {
  private static final System.Logger LOG = System.getLogger("io.countersign");
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private final AuthContext context;
  private final Fetch<T> fetch;
  private final boolean waits;
  private final Live<?> inputs;
  private final AtomicReference<RefreshState<T>> state;
  private final AtomicBoolean saysThatItWaits = new AtomicBoolean();

  /** Obtains one value. */
  @FunctionalInterface
  public interface Fetch<T> {

    /**
     * Begins to obtain a value; called on {@link AuthContext#executor()}, and not again before the
     * last one has ended or has taken longer than it may.
     *
     * @param atMost how long it may take; what takes longer has failed, and nobody hears of its end
     */
    CompletionStage<Fresh<T>> fetch(Duration atMost);
  }

  /** A fetch in the background that has less than the longest time. */
  private static final class Brief<T> extends CompletableFuture<T> {
    private volatile boolean ranOut;

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  private Refreshing(
      AuthContext context, Fetch<T> fetch, boolean waits, Live<?> inputs, @Nullable Held<T> seed) {
    this.context = context;
    this.fetch = fetch;
    this.waits = waits;
    this.inputs = inputs;
    this.state = new AtomicReference<>(new RefreshState<>(seed, null, 0, null, null));
  }

  /** Returns an empty one: the first who asks starts the first fetch. */
  public static <T> Refreshing<T> of(AuthContext context, Fetch<T> fetch) {
    return new Refreshing<>(context, fetch, false, Live.of(""), null);
  }

  /** Returns a new one that begins with this value. */
  public Refreshing<T> seeded(Fresh<T> seed) {
    Held<T> held = Held.of(seed, seed.value(), context.nanoTime(), 0, context.random());
    return new Refreshing<>(context, fetch, waits, inputs, held);
  }

  /**
   * Returns a new one whose {@link #get} waits through failures that may pass, for as long as its
   * caller does, where it would else fail until the next try.
   */
  public Refreshing<T> waiting() {
    return new Refreshing<>(context, fetch, true, inputs, state.get().held());
  }

  /**
   * Returns a new one whose values are made from these secrets. When the other side refuses a fetch
   * they are read again, once, and the fetch is tried again if they have changed; where a person
   * had to act, a change of theirs says that it was done.
   */
  public Refreshing<T> from(Live<?> secrets) {
    return new Refreshing<>(context, fetch, waits, secrets, state.get().held());
  }

  @Override
  public @Nullable T now() {
    RefreshState<T> at = state.get();
    Held<T> held = at.held();
    if (held == null || !held.ends()) {
      return held == null ? null : held.value();
    }
    long now = context.nanoTime();
    if (!held.isDue(now)) {
      return held.value();
    }
    if (held.left(now) <= 0) {
      return null;
    }
    renew(at, held, now);
    return held.value();
  }

  @Override
  public void used() {
    RefreshState<T> at = state.get();
    Held<T> held = at.held();
    if (held != null && held.renews()) {
      long now = context.nanoTime();
      if (held.isDue(now) && held.left(now) > 0) {
        renew(at, held, now);
      }
    }
  }

  /**
   * One starts it, and nobody waits for it. It leaves half of the time to the next; but shortly
   * before the end those who come later will wait for this one, so it must be able to succeed.
   */
  private void renew(RefreshState<T> at, Held<T> held, long now) {
    if (at.flight() == null && mayTry(at, now)) {
      long half = Math.max(SHORTEST.toNanos(), held.left(now) / 2);
      CompletableFuture<T> unused = start(at, least(LONGEST, Duration.ofNanos(half)));
    }
  }

  /** Returns how long the value at hand serves still; empty if nobody knows, or there is none. */
  public Optional<Duration> left() {
    Held<T> held = state.get().held();
    return held == null || !held.ends()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, held.left(context.nanoTime()))));
  }

  @Override
  public CompletionStage<T> get() {
    return lasting(once());
  }

  private CompletableFuture<T> once() {
    while (true) {
      T value = now();
      if (value != null) {
        return CompletableFuture.completedFuture(value);
      }
      RefreshState<T> at = state.get();
      CompletableFuture<T> flight = at.flight();
      if (flight != null) {
        return joined(flight);
      }
      long now = context.nanoTime();
      if (at.serves(now)) {
        continue; // it came in between
      }
      BackOff pause = at.backOff();
      if (pause != null && !mayTry(at, now)) {
        return CompletableFuture.failedFuture(pause.seenAt(now));
      }
      CompletableFuture<T> mine = start(at, LONGEST);
      if (mine != null) {
        return mine.copy();
      }
    }
  }

  /**
   * Who has no value waits for the fetch that is under way. One in the background may have been
   * given less time, to leave some for another: that was not for those who wait.
   */
  private CompletableFuture<T> joined(CompletableFuture<T> flight) {
    return flight instanceof Brief<T> brief
        ? brief
            .copy()
            .exceptionallyCompose(
                failure -> brief.ranOut ? afresh() : CompletableFuture.failedFuture(failure))
        : flight.copy();
  }

  private CompletableFuture<T> afresh() {
    while (true) {
      T value = now();
      if (value != null) {
        return CompletableFuture.completedFuture(value);
      }
      RefreshState<T> at = state.get();
      CompletableFuture<T> flight = at.flight();
      if (flight == null && at.serves(context.nanoTime())) {
        continue; // it came in between
      }
      CompletableFuture<T> mine = flight == null ? start(at, LONGEST) : flight;
      if (mine != null) {
        return mine.copy();
      }
    }
  }

  private CompletableFuture<T> lasting(CompletableFuture<T> attempt) {
    if (!waits) {
      return attempt;
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    patiently(attempt, result);
    return result;
  }

  private void patiently(CompletableFuture<T> attempt, CompletableFuture<T> result) {
    attempt.whenComplete((value, failure) -> {
      if (failure == null) {
        result.complete(value);
      } else if (mayPass(failure)) {
        if (!saysThatItWaits.getAndSet(true)) {
          LOG.log(
              System.Logger.Level.WARNING,
              "{0}; whoever needs it waits, and it is tried again",
              Failures.unwrapped(failure).getMessage());
        }
        afterPause(() -> patiently(once(), result), result, failure);
      } else {
        result.completeExceptionally(Failures.unwrapped(failure));
      }
    });
  }

  /** Goes on when the next try is allowed, unless nobody waits for the result any more. */
  private void afterPause(Runnable next, CompletableFuture<T> result, Throwable failure) {
    BackOff pause = state.get().backOff();
    long nanos = pause == null ? 0 : pause.left(context.nanoTime()).toNanos();
    CompletableFuture<Boolean> goesOn = new CompletableFuture<>();
    goesOn.thenAccept(yes -> {
      if (yes && !onExecutor(next)) {
        result.completeExceptionally(Failures.unwrapped(failure));
      }
    });
    result.whenComplete((value, ended) -> goesOn.complete(false));
    goesOn.completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
  }

  private static boolean mayPass(Throwable failure) {
    return Failures.unwrapped(failure) instanceof AuthException known
        && known.category() == AuthException.Category.TRANSIENT;
  }

  @Override
  public CompletionStage<T> refused(T value) {
    // One that is good for those alone who wait for it may come back as it was, too.
    return another(value).thenApply(next -> next.equals(value) ? value : next);
  }

  private CompletionStage<T> another(T value) {
    while (true) {
      RefreshState<T> at = state.get();
      Held<T> held = at.held();
      long now = context.nanoTime();
      if (held == null || held.value() != value) {
        return get();
      }
      CompletableFuture<T> flight = at.flight();
      if (flight != null) {
        if (state.compareAndSet(at, at.without(held, now))) {
          tell(AuthEvents.Kind.REFUSED, null);
          return lasting(flight.copy());
        }
      } else if (!held.mayBeReplaced(now) || !mayTry(at, now)) {
        return CompletableFuture.completedFuture(value);
      } else {
        CompletableFuture<T> mine = new CompletableFuture<>();
        if (state.compareAndSet(at, at.without(held, now).flying(mine))) {
          tell(AuthEvents.Kind.REFUSED, null);
          launch(mine, LONGEST);
          return lasting(mine.copy());
        }
      }
    }
  }

  @Override
  public CompletionStage<T> latest() {
    while (true) {
      RefreshState<T> at = state.get();
      CompletableFuture<T> flight = at.flight();
      if (flight == null && !mayTry(at, context.nanoTime())) {
        return get();
      }
      CompletableFuture<T> mine = flight != null ? flight : start(at, LONGEST);
      if (mine != null) {
        return mine.copy()
            .exceptionallyCompose(failure -> {
              T atHand = now();
              return atHand != null
                  ? CompletableFuture.completedFuture(atHand)
                  : CompletableFuture.failedFuture(failure);
            });
      }
    }
  }

  private boolean mayTry(RefreshState<T> at, long now) {
    BackOff pause = at.backOff();
    if (pause == null) {
      return true;
    }
    if (!pause.over()) {
      return pause.allows(now);
    }
    inputs.used();
    return Fetching.current(inputs) != pause.inputs();
  }

  /** Returns the fetch that was started, or null if another thread changed the state first. */
  private @Nullable CompletableFuture<T> start(RefreshState<T> at, Duration atMost) {
    CompletableFuture<T> mine = atMost == LONGEST ? new CompletableFuture<>() : new Brief<>();
    if (!state.compareAndSet(at, at.flying(mine))) {
      return null;
    }
    launch(mine, atMost);
    return mine;
  }

  private void launch(CompletableFuture<T> mine, Duration atMost) {
    Fetching<T> fetching = new Fetching<>(fetch, inputs);
    CompletableFuture<Fresh<T>> fetched = new CompletableFuture<>();
    fetched.whenComplete((fresh, failure) -> {
      if (failure != null && Failures.unwrapped(failure) instanceof TimeoutException) {
        // The clock's own thread is no place for those who waited, but better than none.
        AuthException late = late(atMost);
        if (mine instanceof Brief<T> brief) {
          brief.ranOut = true;
        }
        if (!onExecutor(() -> settle(mine, fetching, null, late))) {
          settle(mine, fetching, null, late);
        }
      } else {
        settle(mine, fetching, fresh, failure);
      }
    });
    CompletableFuture<Fresh<T>> unused =
        fetched.orTimeout(Math.max(atMost.toNanos(), 1), TimeUnit.NANOSECONDS);
    if (!onExecutor(() -> run(fetching, atMost, fetched))) {
      fetched.completeExceptionally(
          new AuthException(
              AuthException.Category.TRANSIENT, "its executor takes no work: is it closed?"));
    }
  }

  private boolean onExecutor(Runnable work) {
    try {
      context.executor().execute(work);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      return false;
    }
  }

  private static <T> void run(
      Fetching<T> fetching, Duration atMost, CompletableFuture<Fresh<T>> fetched) {
    if (fetched.isDone()) {
      return; // the executor came too late
    }
    try {
      fetching
          .run(atMost)
          .whenComplete((fresh, failure) -> {
            if (failure != null) {
              fetched.completeExceptionally(failure);
            } else {
              fetched.complete(fresh);
            }
          });
    } catch (RuntimeException | Error thrown) {
      fetched.completeExceptionally(thrown);
    }
  }

  private static AuthException late(Duration atMost) {
    return new AuthException(
        AuthException.Category.TRANSIENT,
        "what it waited for did not come in time, which was at most " + atMost.toMillis() + " ms");
  }

  /** The value is there for everyone before anybody can start the next fetch. */
  private void settle(
      CompletableFuture<T> mine,
      Fetching<T> fetching,
      @Nullable Fresh<T> fresh,
      @Nullable Throwable thrown) {
    if (fresh != null) {
      land(mine, fresh);
    } else {
      fail(
          mine,
          fetching.madeFrom(),
          Failures.named(
              context.name(), thrown == null ? new NullPointerException("no value") : thrown));
    }
  }

  private void land(CompletableFuture<T> mine, Fresh<T> fresh) {
    RefreshState<T> before = state.getAndUpdate(at -> at.landed(fresh, context));
    try {
      if (saysThatItWaits.getAndSet(false) || before.isLogged()) {
        LOG.log(System.Logger.Level.INFO, "{0}: renewed again", context.name());
      }
      if (before.backOff() != null) {
        tell(AuthEvents.Kind.RECOVERED, null);
      }
      boolean first = before.held() == null && before.last() == null;
      tell(first ? AuthEvents.Kind.OBTAINED : AuthEvents.Kind.RENEWED, null);
    } finally {
      mine.complete(before.known(fresh.value()));
    }
    inputs.used();
  }

  private void fail(CompletableFuture<T> mine, @Nullable Object madeFrom, Throwable failure) {
    long now = context.nanoTime();
    RefreshState<T> before =
        state.getAndUpdate(at -> at.failed(failure, now, context.random(), madeFrom));
    try {
      boolean over = BackOff.isOver(failure);
      if (before.serves(now) && (over || !before.isLogged())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}; what is at hand serves until it ends, and {1}",
            failure.getMessage(),
            over ? "is not renewed before somebody acts" : "the renewal is tried again");
      }
      tell(AuthEvents.Kind.FAILED, failure instanceof AuthException known ? known : null);
    } finally {
      mine.completeExceptionally(failure);
    }
  }

  private void tell(AuthEvents.Kind kind, @Nullable AuthException failure) {
    context.events().on(new AuthEvents.Event(kind, context.name(), Optional.ofNullable(failure)));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public String toString() {
    return "Refreshing[" + context.name() + "]";
  }
}
