package io.countersign.http.jdk;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A response as its caller gets it: to the caller's own request, at the caller's own address.
 *
 * <p>Those that came before the final one have no body, as in the JDK.
 */
final class ResponseView<T> implements HttpResponse<T> {
  private final HttpResponse<?> response;
  private final HttpRequest request;
  private final @Nullable HttpResponse<T> previous;
  private final @Nullable T body;

  ResponseView(
      HttpResponse<?> response,
      HttpRequest request,
      @Nullable HttpResponse<T> previous,
      @Nullable T body) {
    this.response = response;
    this.request = request;
    this.previous = previous;
    this.body = body;
  }

  @Override
  public int statusCode() {
    return response.statusCode();
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Optional<HttpResponse<T>> previousResponse() {
    return Optional.ofNullable(previous);
  }

  @Override
  public HttpHeaders headers() {
    return response.headers();
  }

  @Override
  public @Nullable T body() {
    return body;
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return response.sslSession();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public Version version() {
    return response.version();
  }

  @Override
  public String toString() {
    return "(" + request.method() + " " + request.uri() + ") " + statusCode();
  }
}
