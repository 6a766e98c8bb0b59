package io.countersign.http.jetty;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/** Makes Jetty's requests, of what the driver says and what the caller's request says beside it. */
final class Legs {
  private final HttpClient client;
  private final AuthenticatedRequest own;
  private boolean bodyUsed;

  Legs(HttpClient client, AuthenticatedRequest own) {
    this.client = client;
    this.own = own;
  }

  /** Returns the caller's request as the driver sees it. */
  AuthRequest asAuthRequest() {
    URI uri = own.getURI();
    if (uri == null) {
      throw new IllegalArgumentException("the path of the request makes no address");
    }
    Request.Content content = own.getBody();
    boolean empty = content == null || content.getLength() == 0;
    return AuthRequest.of(own.getMethod(), uri, headers(), empty ? Body.none() : new Body.Unread());
  }

  private Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (HttpField field : own.getHeaders()) {
      values(headers, field.getName()).add(String.valueOf(field.getValue()));
    }
    Request.Content content = own.getBody();
    if (content != null
        && content.getContentType() != null
        && !own.getHeaders().contains("Content-Type")) {
      values(headers, "Content-Type").add(content.getContentType());
    }
    if (!own.getCookies().isEmpty()) {
      values(headers, "Cookie").add(cookies(own.getCookies()));
    }
    return headers;
  }

  private static List<String> values(Map<String, List<String>> headers, String name) {
    return headers.computeIfAbsent(name, none -> new ArrayList<>());
  }

  private static String cookies(List<HttpCookie> cookies) {
    List<String> pairs = new ArrayList<>();
    cookies.forEach(cookie -> pairs.add(cookie.getName() + "=" + cookie.getValue()));
    return String.join("; ", pairs);
  }

  /**
   * Returns the request of these parts; in all else, it is as the caller's.
   *
   * @param millis what is left of the time; zero for no limit
   */
  Request of(AuthRequest parts, long millis) throws IOException {
    Request leg = client.newRequest(parts.uri());
    leg.method(parts.method())
        .followRedirects(false)
        .attribute(Leg.MARK, true)
        .tag(own.getTag())
        .transport(own.getTransport())
        .trailersSupplier(own.getTrailersSupplier())
        .timeout(millis, TimeUnit.MILLISECONDS);
    if (own.getIdleTimeout() >= 0) {
      leg.idleTimeout(own.getIdleTimeout(), TimeUnit.MILLISECONDS);
    }
    own.getAttributes().forEach(leg::attribute);
    if (own.isVersionExplicit()) {
      leg.version(own.getVersion());
    } else if (leg instanceof HttpRequest implicit) {
      implicit.useVersion(own.getVersion());
    }
    Request.Content body = body(parts);
    boolean othersLength = !(parts.body() instanceof Body.Unread);
    leg.headers(fields -> {
      fields.clear();
      parts
          .headers()
          .forEach((name, values) -> {
            boolean framing =
                (othersLength && name.equalsIgnoreCase("Content-Length"))
                    || (body == null && name.equalsIgnoreCase("Expect"));
            if (!framing) {
              values.forEach(value -> fields.add(name, value));
            }
          });
    });
    return leg.body(body);
  }

  private Request.@Nullable Content body(AuthRequest parts) throws IOException {
    if (parts.body() instanceof Body.Bytes bytes) {
      return new ByteBufferRequestContent(bytes.content());
    }
    Request.Content content = own.getBody();
    if (content == null || !(parts.body() instanceof Body.Unread)) {
      return null;
    }
    if (bodyUsed && !JettyBody.isAtItsBegin(content)) {
      throw new IOException("the body could be rewound before, and no longer can");
    }
    bodyUsed = true;
    return content;
  }
}
