package io.countersign.spi;

import io.countersign.Authenticator;
import io.countersign.internal.BoundAuthenticator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Can be tried before a request needs it: an authenticator whose credentials are obtained from
 * somebody, as a session or an access token, is this too.
 */
public interface Probing {

  /**
   * Obtains the credentials if there are none, and asks whoever can tell whether they are good.
   *
   * @return what was done, in a few words for people, as {@code logged in}; fails with an {@link
   *     io.countersign.AuthException} if they are not good
   */
  CompletionStage<String> probe();

  /**
   * Returns how an authenticator of a {@link io.countersign.Countersign} is tried; empty if nothing
   * is obtained for it.
   */
  static Optional<Probing> of(Authenticator authenticator) {
    return authenticator instanceof BoundAuthenticator bound
        ? bound.probing()
        : Optional.of(authenticator).filter(Probing.class::isInstance).map(Probing.class::cast);
  }
}
