package io.countersign.spi;

import java.util.function.BiFunction;

/**
 * Send the request with these credentials, then tell me.
 *
 * <p>The object is the memory of the flow: it knows what it carried, so a later response is judged
 * by the step that caused it. Immutable; one may serve many requests at once.
 */
@FunctionalInterface
public non-sealed interface Send extends AuthStep {

  /** Returns what goes on the request; {@link Credentials#none()} sends it bare. */
  Credentials credentials();

  /**
   * Returns what the response calls for; called for every response, a success too, once each. It
   * must not block.
   *
   * @param request the caller's request, without credentials
   * @param response has a body only if {@link Need#RESPONSE_BODY} was declared
   */
  default AuthStep onResponse(AuthRequest request, AuthResponse response) {
    return Done.DONE;
  }

  /** Returns a step that sends these credentials and asks the function what comes after. */
  static Send of(Credentials credentials, BiFunction<AuthRequest, AuthResponse, AuthStep> then) {
    return new Send() {
      @Override
      public Credentials credentials() {
        return credentials;
      }

      @Override
      public AuthStep onResponse(AuthRequest request, AuthResponse response) {
        return then.apply(request, response);
      }

      @Override
      public String toString() {
        return "Send[" + credentials + "]";
      }
    };
  }
}
