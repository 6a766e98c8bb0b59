package io.countersign.spi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One call of a transport. {@code toString} shows neither query, headers nor body.
 *
 * @param timeout for all of it: connecting, sending, and the whole reply
 */
public record HttpCall(
    String method, URI uri, Map<String, List<String>> headers, Body body, Duration timeout) {

  /**
   * Returns a call that carries this and nothing else.
   *
   * @throws io.countersign.AuthException if one call cannot carry all of it
   */
  public static HttpCall of(String method, URI uri, Credentials texts, Duration timeout) {
    AuthRequest request = AuthRequest.of(method, uri, Map.of(), Body.none()).with(texts);
    return new HttpCall(method, request.uri(), request.headers(), request.body(), timeout);
  }

  @Override
  public String toString() {
    return "HttpCall["
        + method
        + " "
        + uri.getScheme()
        + "://"
        + uri.getAuthority()
        + uri.getRawPath()
        + "]";
  }
}
