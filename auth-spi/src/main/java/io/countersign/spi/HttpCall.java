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
