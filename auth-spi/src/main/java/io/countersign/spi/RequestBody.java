package io.countersign.spi;

import java.util.concurrent.CompletionStage;

/** What an {@link AuthExchange} must know of a body that is still with the adapter. */
public interface RequestBody {

  /** Returns whether it can be sent more than once, each time from its start. */
  boolean replayable();

  /**
   * Reads all of it, once; it is not sent by other ways afterwards.
   *
   * @param atMost bytes; a larger one fails the stage with an {@link io.countersign.AuthException}
   *     of category {@code REQUEST} as soon as that is known
   */
  CompletionStage<Body.Bytes> read(int atMost);

  /** Returns the one for requests without a body, or whose bytes are in hand. */
  static RequestBody inHand() {
    return BodyInHand.INSTANCE;
  }
}
