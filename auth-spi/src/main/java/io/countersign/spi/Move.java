package io.countersign.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What an adapter does next for one {@link AuthExchange}. */
public sealed interface Move {

  /**
   * Send this request; the response at hand, if there is one, is not the caller's and is dropped.
   *
   * @param request as it goes out, credentials on it; an {@link Body.Unread} body is the caller's
   *     own, to be sent as it is
   */
  record Transmit(AuthRequest request) implements Move {
    @Override
    public String toString() {
      return "Transmit";
    }
  }

  /**
   * Keep the response at hand, unread, until this stage says what becomes of it.
   *
   * @param then gives a {@link Transmit} or a {@link Deliver}, never another {@code Hold}; fails
   *     with what is the caller's to see, not wrapped. Cancelling it ends this wait only
   */
  record Hold(CompletionStage<Move> then) implements Move {

    /**
     * Returns a wait of one's own for this stage: to end it, by time or by cancelling, hurts nobody
     * else who waits. It fails with what happened, not wrapped.
     *
     * @param atMost how long to wait, after which it fails with a {@link
     *     java.util.concurrent.TimeoutException}; empty to wait as long as it takes
     * @param executor where it fails then: the thread that watches the clock must not run what
     *     comes next
     */
    public CompletableFuture<Move> within(Optional<Duration> atMost, Executor executor) {
      return Wait.of(then, atMost, executor);
    }

    @Override
    public String toString() {
      return "Hold";
    }
  }

  /** The response at hand is the caller's: the exchange is over. */
  record Deliver() implements Move {
    static final Deliver NOW = new Deliver();
  }
}
