package io.countersign.spi;

/**
 * The caller's request on its way to one address; a redirect makes the next one.
 *
 * @param request without credentials; {@code replace} is decided for this hop
 * @param bare whether the credentials were left behind; they never come back
 * @param replayable whether the request can be sent again as it is
 */
record Hop(PlainRequest request, boolean bare, boolean replayable) {

  /** Returns it with its body in hand, which can be sent any number of times. */
  Hop with(Body.Bytes body) {
    return new Hop(
        new PlainRequest(
            request.method(), request.uri(), request.headers(), body, request.replace()),
        bare,
        true);
  }

  /**
   * Returns whether it may be sent again after this status: a server that asks for credentials has
   * not acted on the request, any other may have (RFC 9110 §9.2.2, §15.5.2, §15.5.8).
   */
  boolean allowsAnother(int status) {
    return replayable
        && switch (request.method()) {
          case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
          default -> status == 401 || status == 407;
        };
  }
}
