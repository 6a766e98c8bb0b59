package io.countersign.spi;

/** Makes the credentials of each request from the request. Immutable, thread-safe. */
@FunctionalInterface
public interface RequestSigner {

  /**
   * Returns what goes on this request.
   *
   * @param request as it will go out, but for these credentials
   * @throws io.countersign.AuthException if it cannot carry them
   */
  Credentials sign(AuthRequest request);
}
