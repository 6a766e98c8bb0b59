package io.countersign.spi;

import io.countersign.internal.HeaderFields;
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

  PlainRequest {
    headers = HeaderFields.frozen(headers);
  }

  @Override
  public AuthRequest with(Credentials placed) {
    return Placer.place(this, placed, replace);
  }

  /** Shows no query and no user information: they may hold a secret. */
  @Override
  public String toString() {
    String authority = uri.getRawAuthority();
    String host = authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1);
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return "AuthRequest[" + method + " " + uri.getScheme() + "://" + host + path + "]";
  }
}
