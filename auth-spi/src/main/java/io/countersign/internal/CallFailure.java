package io.countersign.internal;

import java.io.IOException;

/** A call of our own failed; the message is a transport's, which shows nothing of the call. */
final class CallFailure extends IOException {
  private static final long serialVersionUID = 1L;

  CallFailure(String message) {
    super(message);
  }
}
