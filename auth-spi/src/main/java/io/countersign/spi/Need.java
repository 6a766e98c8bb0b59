package io.countersign.spi;

/** What an adapter must have in hand before it asks an authenticator. */
public enum Need {
  /** The whole body of the request, for schemes that sign or hash it. */
  REQUEST_BODY,
  /** The body of the response, for schemes that see a refusal only there. */
  RESPONSE_BODY
}
