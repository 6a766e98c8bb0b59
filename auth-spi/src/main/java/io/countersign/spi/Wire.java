package io.countersign.spi;

import io.countersign.internal.Loopback;
import java.net.URI;

/** What may be sent where. */
public final class Wire {
  private Wire() {}

  /**
   * Returns whether nobody on the way can read what is sent to this address: it is {@code https},
   * or a loopback by its text alone. For a source or a client that makes its calls by itself.
   */
  public static boolean isProtected(URI address) {
    return "https".equalsIgnoreCase(address.getScheme()) || Loopback.is(address.getHost());
  }
}
