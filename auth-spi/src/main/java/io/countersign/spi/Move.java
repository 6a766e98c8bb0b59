package io.countersign.spi;

import java.util.concurrent.CompletionStage;

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
