package io.countersign.internal;

import io.countersign.AuthException;

/** Why a request cannot carry a credential, in the words of the configuration. */
final class Refusal {
  private Refusal() {}

  static AuthException because(String what) {
    return new AuthException(AuthException.Category.REQUEST, what + "; nothing was sent");
  }

  /**
   * The request has it already.
   *
   * @param where as {@code header X-Api-Key}
   */
  static AuthException conflict(String where) {
    return because(
        "the request already has "
            + where
            + "; leave it out of the request, or write on-conflict = replace");
  }
}
