package io.countersign.secrets.vault;

import io.countersign.spi.HttpReply;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that the driver gets for one call. It sends what the driver made to the address
 * that was meant, keeps the reply for us, and shows the driver {@linkplain Shown an empty one}: so
 * none is decoded by the wrong charset, taken for a success, asked for again, or printed. For one
 * thread.
 */
final class DriverClient extends HttpClient {
  private final HttpClient client;
  private final URI target;
  private final Deadline deadline;
  private @Nullable HttpReply reply;
  private IOException failure = new IOException("the driver sent nothing");

  /**
   * Prepares one call.
   *
   * @param target where it goes, whatever address the driver makes of it
   * @param deadline when the reply is to be there, to its end
   */
  DriverClient(HttpClient client, URI target, Deadline deadline) {
    this.client = client;
    this.target = target;
    this.deadline = deadline;
  }

  /** Returns the reply, or throws why there is none. */
  HttpReply reply() throws IOException {
    if (reply == null) {
      throw failure;
    }
    return reply;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
    try {
      reply = Exchange.of(client, request, target, deadline);
    } catch (IOException failed) {
      failure = failed;
      throw failed;
    }
    return Shown.to(request, handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    throw new UnsupportedOperationException("the driver waits");
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
    throw new UnsupportedOperationException("the driver waits");
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
