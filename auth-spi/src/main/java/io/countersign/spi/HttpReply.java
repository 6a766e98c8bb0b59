package io.countersign.spi;

import java.util.List;
import java.util.Map;

/**
 * The whole reply to an {@link HttpCall}. {@code toString} shows neither headers nor body.
 *
 * @param headers found in any case
 */
public record HttpReply(int status, Map<String, List<String>> headers, Body.Bytes body) {
  @Override
  public String toString() {
    return "HttpReply[" + status + ", " + body + "]";
  }
}
