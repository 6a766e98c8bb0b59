package io.countersign.spi;

import io.countersign.Authenticator;
import io.countersign.internal.BoundAuthenticator;
import io.countersign.internal.Origin;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where a redirect leads, and what goes along (RFC 9110 §15.4). */
final class Redirection {
  private static final Set<String> OF_THE_BODY =
      Set.of(
          "content-type",
          "content-encoding",
          "content-language",
          "content-location",
          "content-length",
          "transfer-encoding");
  private static final Set<String> OF_THE_ORIGIN =
      Set.of("authorization", "cookie", "proxy-authorization", "host");

  private Redirection() {}

  /** Returns the next hop; null if the response is no redirect, or one that is not followed. */
  static @Nullable Hop after(
      Hop hop, AuthResponse response, Authenticator authenticator, Placed placed) {
    PlainRequest from = hop.request();
    String method = method(response.status(), from.method());
    URI to = method == null ? null : target(from.uri(), response.headers());
    if (method == null || to == null) {
      return null;
    }
    boolean withoutBody = response.status() == 303 || !method.equals(from.method());
    if (!withoutBody && !hop.replayable()) {
      return null;
    }
    boolean sameOrigin = Origin.same(from.uri(), to);
    boolean bare = hop.bare() || !sameOrigin || !covers(authenticator, to);
    // A server may write into Location what it was sent, key and all: here it goes no further.
    URI clean = placed.removedFrom(to, !bare);
    if (bare && placed.echoedIn(clean)) {
      return null;
    }
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(from.headers());
    if (withoutBody) {
      OF_THE_BODY.forEach(headers::remove);
    }
    if (!sameOrigin) {
      OF_THE_ORIGIN.forEach(headers::remove);
    }
    Body body = withoutBody ? Body.none() : from.body();
    return new Hop(
        new PlainRequest(method, clean, headers, body, true),
        bare,
        withoutBody || hop.replayable());
  }

  private static boolean covers(Authenticator authenticator, URI to) {
    return to.getRawUserInfo() == null
        && (!(authenticator instanceof BoundAuthenticator bound) || bound.covers(to));
  }

  private static @Nullable String method(int status, String method) {
    return switch (status) {
      case 301, 302 -> method.equals("POST") ? "GET" : method;
      case 303 -> method.equals("HEAD") ? method : "GET";
      case 307, 308 -> method;
      default -> null;
    };
  }

  private static @Nullable URI target(URI from, Map<String, List<String>> headers) {
    List<String> locations = headers.getOrDefault("Location", List.of());
    if (locations.isEmpty() || locations.get(0).isBlank()) {
      return null;
    }
    URI to;
    try {
      to = resolved(from, locations.get(0).trim());
    } catch (IllegalArgumentException malformed) {
      return null;
    }
    boolean secure = "https".equalsIgnoreCase(to.getScheme());
    boolean plain = "http".equalsIgnoreCase(to.getScheme());
    boolean downgrade = plain && "https".equalsIgnoreCase(from.getScheme());
    return to.getHost() == null || !(secure || plain) || downgrade ? null : to;
  }

  /** As RFC 3986 §5.2; java.net.URI follows RFC 2396, which differs for these two. */
  static URI resolved(URI from, String location) {
    String path = from.getRawPath().isEmpty() ? "/" : from.getRawPath();
    String root = from.getScheme() + "://" + from.getRawAuthority();
    return location.startsWith("?")
        ? URI.create(root + path + location)
        : URI.create(root + path).resolve(location);
  }
}
