package io.countersign.spi;

import java.io.IOException;

/**
 * A token, login or secret-source call came to nothing. The message shows nothing of what was sent
 * or answered.
 */
public final class CallFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean arrived;

  /**
   * Makes one.
   *
   * @param arrived false only if it is certain that nothing of the call was sent
   */
  public CallFailure(String message, boolean arrived) {
    super(message);
    this.arrived = arrived;
  }

  /**
   * Returns whether the other side may have got the call, and done what it asks for; false if
   * nothing of it was sent.
   */
  public boolean mayHaveArrived() {
    return arrived;
  }
}
