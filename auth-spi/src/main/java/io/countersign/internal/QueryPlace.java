package io.countersign.internal;

import io.countersign.spi.Placement;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One parameter more in the query of an address; the rest of it stays as it was written. */
final class QueryPlace {
  private QueryPlace() {}

  static URI put(URI uri, Placement placement, boolean replace) {
    if (uri.isOpaque()) {
      throw Refusal.because("the address of the request has no room for " + placement.where());
    }
    // Its own text and not its parts: those are decoded, or put together in another way.
    String text = uri.toString();
    int fragment = text.indexOf('#') < 0 ? text.length() : text.indexOf('#');
    int mark = text.indexOf('?');
    boolean has = mark >= 0 && mark < fragment;
    String before = text.substring(0, has ? mark : fragment);
    String query = has ? text.substring(mark + 1, fragment) : "";
    String pair =
        Pairs.percentEncoded(placement.name()) + "=" + Pairs.percentEncoded(placement.value());
    Pairs pairs = new Pairs(query, StandardCharsets.UTF_8);
    return URI.create(
        before + "?" + pairs.with(placement, pair, replace) + text.substring(fragment));
  }
}
