package io.countersign.secrets.vault;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A way to come by a token. */
interface Login {

  /**
   * Obtains one.
   *
   * @param refused one that the server does not take any more; may be returned again where there is
   *     no other
   * @throws Trouble if there is none
   */
  Token obtain(@Nullable Token refused, Deadline deadline) throws Trouble;

  /** Returns false if somebody has put another token in the place of this one. */
  default boolean isStill(Token token) {
    return true;
  }

  /** Returns what is asked for it, for a sentence. */
  String place();

  /** Returns whether it gives another when the last one has ended. */
  boolean isRepeatable();

  /** Returns what to do where the server does not take what it gave. */
  default Optional<String> remedy() {
    return Optional.empty();
  }
}
