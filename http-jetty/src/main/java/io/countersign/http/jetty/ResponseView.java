package io.countersign.http.jetty;

import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** A response as the answer to the caller's own request: never to what really went out. */
final class ResponseView implements Response {
  private final Request own;
  private final Response response;
  private final HttpFields.Mutable headers;

  ResponseView(Request own, Response response) {
    this.own = own;
    this.response = response;
    this.headers = HttpFields.build(response.getHeaders());
  }

  /** Takes out a field that a listener of the caller's does not want to be processed. */
  void hide(HttpField field) {
    headers.remove(field.getName());
  }

  @Override
  public Request getRequest() {
    return own;
  }

  @Override
  public HttpVersion getVersion() {
    return response.getVersion();
  }

  @Override
  public int getStatus() {
    return response.getStatus();
  }

  @Override
  public @Nullable String getReason() {
    return response.getReason();
  }

  @Override
  public HttpFields getHeaders() {
    return headers;
  }

  @Override
  public @Nullable HttpFields getTrailers() {
    return response.getTrailers();
  }

  @Override
  public CompletableFuture<Boolean> abort(Throwable cause) {
    return own.abort(cause);
  }

  @Override
  public String toString() {
    return "HttpResponse[" + getVersion() + " " + getStatus() + "]";
  }
}
