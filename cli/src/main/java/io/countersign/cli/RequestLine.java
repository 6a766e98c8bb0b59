package io.countersign.cli;

import io.countersign.Countersign;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;

/** Reads the request of the command line; whatever cannot be one is a usage error. */
final class RequestLine {
  private RequestLine() {}

  static HttpRequest.Builder of(String method, URI target, List<String> headers, RequestBody body) {
    HttpRequest.Builder request = HttpRequest.newBuilder();
    try {
      request.uri(target).method(method.toUpperCase(Locale.ROOT), body.publisher());
    } catch (IllegalArgumentException unusable) {
      throw new UsageException("no request can be made of " + method + " " + target);
    }
    boolean typed = false;
    for (String header : headers) {
      typed |= add(request, header);
    }
    if (!typed && !body.mediaType().isEmpty()) {
      request.header("Content-Type", body.mediaType());
    }
    return request;
  }

  /** Adds a header field; returns whether it is Content-Type. Its value is never shown. */
  private static boolean add(HttpRequest.Builder request, String header) {
    int colon = header.indexOf(':');
    if (colon < 1) {
      throw new UsageException("-H: write 'Name: value'");
    }
    String name = header.substring(0, colon).strip();
    try {
      request.header(name, header.substring(colon + 1).strip());
    } catch (IllegalArgumentException unusable) {
      throw new UsageException("-H: the header " + name + " cannot be set so");
    }
    return name.equalsIgnoreCase("Content-Type");
  }

  /** Returns the address: as it stands, or a path below the one origin of the block. */
  static URI target(String written, String name, Countersign countersign) {
    try {
      URI uri = new URI(written);
      if (!written.startsWith("/")) {
        if (uri.getHost() == null
            || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
          throw new UsageException("write a URL with http or https, or a path that starts with /");
        }
        return uri;
      }
      return new URI(origin(name, countersign)).resolve(uri);
    } catch (URISyntaxException malformed) {
      throw new UsageException("the address is malformed at character " + malformed.getIndex());
    }
  }

  private static String origin(String name, Countersign countersign) {
    List<String> origins = countersign.origins(name);
    if (origins.size() != 1 || origins.get(0).equals("any") || origins.get(0).contains("*")) {
      throw new UsageException(
          "a path needs a block with exactly one origin, and no wildcard in it; "
              + name
              + " has "
              + (origins.isEmpty() ? "none" : String.join(", ", origins))
              + ": write the whole URL");
    }
    return origins.get(0);
  }
}
