package io.countersign.http.jdk;

import io.countersign.spi.AuthRequest;

/** What became of one response. */
sealed interface Passed<T> {

  /** The caller's body handler has it, and made this of it. */
  record Through<T>(T body) implements Passed<T> {}

  /** It was dropped, and this request is to be sent. */
  record Again<T>(AuthRequest request) implements Passed<T> {}
}
