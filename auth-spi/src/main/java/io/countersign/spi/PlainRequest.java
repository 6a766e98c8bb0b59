package io.countersign.spi;

import io.countersign.internal.Placer;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A request of given parts.
 *
 * @param replace whether a name that is there already gives way to the one that is placed
 */
record PlainRequest(
    String method, URI uri, Map<String, List<String>> headers, Body body, boolean replace)
    implements AuthRequest {

  @Override
  public AuthRequest with(Credentials placed) {
    return Placer.place(this, placed, replace);
  }

  /** Shows no query: it may hold a key. */
  @Override
  public String toString() {
    return "AuthRequest["
        + method
        + " "
        + uri.getScheme()
        + "://"
        + uri.getRawAuthority()
        + uri.getRawPath()
        + "]";
  }
}
