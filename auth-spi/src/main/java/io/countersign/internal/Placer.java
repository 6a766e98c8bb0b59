package io.countersign.internal;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import java.net.URI;
import java.util.List;
import java.util.SortedMap;

/** Puts credentials on a request, for every adapter. */
public final class Placer {
  private final AuthRequest request;
  private final boolean replace;
  private final SortedMap<String, List<String>> headers;
  private URI uri;
  private Body body;

  private Placer(AuthRequest request, boolean replace) {
    this.request = request;
    this.replace = replace;
    this.headers = HeaderFields.thawed(request.headers());
    this.uri = request.uri();
    this.body = request.body();
  }

  /**
   * Returns the request with these credentials on it; all that they do not name stays as it is,
   * byte for byte. What goes into a body that is unread waits until it is read.
   *
   * @param replace whether what is there already gives way; it is an error otherwise
   * @throws io.countersign.AuthException if the request cannot carry them
   */
  public static AuthRequest place(AuthRequest request, Credentials credentials, boolean replace) {
    if (credentials.placements().isEmpty()) {
      return request;
    }
    Placer placer = new Placer(request, replace);
    // The body first: a header beside it, as a digest of the body, was made for what it becomes.
    for (Placement placement : credentials.placements()) {
      if (inBody(placement.place()) && !(placer.body instanceof Body.Unread)) {
        placer.body =
            BodyPlace.put(placer.request, placer.headers, placer.body, placement, replace);
      }
    }
    for (Placement placement : credentials.placements()) {
      placer.put(placement);
    }
    return AuthRequest.of(
        request.method(), placer.uri, HeaderFields.of(placer.headers), placer.body, replace);
  }

  /** Returns whether a placement there changes the body of the request. */
  public static boolean inBody(Place place) {
    return place == Place.FORM || place == Place.JSON || place == Place.JSON_LITERAL;
  }

  private void put(Placement placement) {
    switch (placement.place()) {
      case HEADER -> header(placement);
      case QUERY -> uri = QueryPlace.put(uri, placement, replace);
      case COOKIE -> headers.put("Cookie", List.of(CookiePlace.put(cookies(), placement, replace)));
      case FORM, JSON, JSON_LITERAL -> {
        // Already in the body.
      }
    }
  }

  private List<String> cookies() {
    return headers.getOrDefault("Cookie", List.of());
  }

  private void header(Placement placement) {
    if (!replace && headers.containsKey(placement.name())) {
      throw Refusal.conflict(placement.where());
    }
    headers.remove(placement.name());
    headers.put(placement.name(), List.of(placement.value()));
  }
}
