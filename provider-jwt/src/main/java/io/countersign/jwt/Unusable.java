package io.countersign.jwt;

import io.countersign.AuthException;

/** What is said of a key that cannot sign; it shows nothing of the key. */
final class Unusable {
  private Unusable() {}

  static AuthException because(String what) {
    return new AuthException(AuthException.Category.REQUEST, what);
  }
}
