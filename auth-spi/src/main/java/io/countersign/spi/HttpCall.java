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
    Credentials type = Credentials.none();
    Credentials rest = Credentials.none();
    for (Placement placement : texts.placements()) {
      Credentials one = Credentials.of(placement.place(), placement.name(), placement.value());
      boolean saysType =
          placement.place() == Place.HEADER && placement.name().equalsIgnoreCase("Content-Type");
      type = saysType ? type.and(one) : type;
      rest = saysType ? rest : rest.and(one);
    }
    // What the body is said to be stands before the body is made, or it would be said twice.
    AuthRequest request = AuthRequest.of(method, uri, Map.of(), Body.none()).with(type).with(rest);
    return new HttpCall(method, request.uri(), request.headers(), request.body(), timeout);
  }

  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getRawPath();
  }
}
