package io.countersign.http.jdk;

import io.countersign.Authenticator;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpClient} whose requests go out with credentials, to be used in place of the one that
 * it is built on.
 *
 * <p>Only the final response reaches the caller's {@link BodyHandler}, as it streams in; what a
 * refused token or a challenge took before is seen in {@link HttpResponse#previousResponse()}. The
 * responses show the caller's own requests and addresses, never a credential. A request's timeout
 * covers the waiting for a token too; interrupting {@code send}, and cancelling what {@code
 * sendAsync} returns, ends the request and never a renewal that others wait for. What cannot be
 * authenticated fails with an {@link io.countersign.AuthException}, thrown by {@code send} as
 * itself.
 *
 * <p>A request is sent again only if its body can be: those of {@code noBody}, {@code ofString},
 * {@code ofByteArray} and {@code ofFile} can, any other is said to by {@link #replayable}. Pushes
 * of a response that was not the final one reach the caller's push handler too.
 *
 * <p>Thread-safe. WebSockets are not authenticated and not offered.
 */
public final class AuthenticatingHttpClient extends HttpClient {
  private final HttpClient client;
  private final Authenticator authenticator;
  private final Redirect redirects;

  private AuthenticatingHttpClient(
      HttpClient client, Authenticator authenticator, Redirect redirects) {
    this.client = client;
    this.authenticator = authenticator;
    this.redirects = redirects;
  }

  /**
   * Returns a client that follows redirects as {@link Redirect#NORMAL} says, and takes credentials
   * to no other origin when it does.
   *
   * @throws IllegalArgumentException if the builder follows redirects itself, or answers challenges
   *     itself by a {@link java.net.Authenticator}
   */
  public static AuthenticatingHttpClient of(
      HttpClient.Builder builder, Authenticator authenticator) {
    return of(builder, authenticator, Redirect.NORMAL);
  }

  /**
   * As {@link #of(HttpClient.Builder, Authenticator)}.
   *
   * @param redirects {@code NORMAL}, or {@code NEVER} to get every redirect as response
   */
  public static AuthenticatingHttpClient of(
      HttpClient.Builder builder, Authenticator authenticator, Redirect redirects) {
    Objects.requireNonNull(authenticator, "authenticator");
    if (redirects == Redirect.ALWAYS) {
      throw new IllegalArgumentException(
          "Redirect.ALWAYS would go from https to http; say NORMAL or NEVER");
    }
    HttpClient client = builder.build();
    if (client.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException(
          "this HttpClient.Builder follows redirects itself and would take credentials along; leave"
              + " out followRedirects there, and say it to AuthenticatingHttpClient.of");
    }
    if (client.authenticator().isPresent()) {
      throw new IllegalArgumentException(
          "this HttpClient.Builder has a java.net.Authenticator, which would answer challenges"
              + " before Countersign sees them; leave out authenticator there. For a proxy, set"
              + " the header Proxy-Authorization on the requests");
    }
    return new AuthenticatingHttpClient(client, authenticator, redirects);
  }

  /**
   * Returns the request for this authenticator instead of the client's; {@link
   * Authenticator#none()} sends it as it is. Only this client knows what it means.
   */
  public static HttpRequest with(HttpRequest request, Authenticator authenticator) {
    return new ChosenRequest(request, Objects.requireNonNull(authenticator, "authenticator"));
  }

  /**
   * Returns the publisher as one that gives the same bytes to each subscriber, so that its request
   * may be sent again. Needed for publishers that are not the JDK's own, and for {@code
   * fromPublisher}, {@code ofByteArrays}, {@code ofInputStream} and {@code concat}.
   */
  public static BodyPublisher replayable(BodyPublisher publisher) {
    return new Replayable(publisher);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return call(request, handler, null).send();
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return sendAsync(request, handler, null);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      BodyHandler<T> handler,
      @Nullable PushPromiseHandler<T> pushPromiseHandler) {
    return call(request, handler, pushPromiseHandler).start();
  }

  private <T> Call<T> call(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(handler, "handler");
    Authenticator chosen =
        request instanceof ChosenRequest choice ? choice.authenticator() : authenticator;
    return new Call<>(this, chosen, request, handler, pushes);
  }

  HttpClient client() {
    return client;
  }

  Executor executorOrDefault() {
    return client.executor().orElse(ForkJoinPool.commonPool());
  }

  @Override
  public Redirect followRedirects() {
    return redirects;
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

  /** Returns nothing: a {@link java.net.Authenticator} has no part in this client. */
  @Override
  public Optional<java.net.Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }

  /** Always fails: the handshake of a WebSocket would go out without credentials. */
  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    throw new UnsupportedOperationException(
        "WebSockets are not authenticated; open them with a client of your own");
  }

  // What follows overrides methods that HttpClient has from Java 21 on; on 17 there is nothing to
  // end: threads and connections go when nobody holds the client any more.

  /** Waits until the requests under way have ended, then closes the client; as of Java 21. */
  public void close() {
    Lifecycle.close(client);
  }

  /** Lets no new request in; as of Java 21. */
  public void shutdown() {
    Lifecycle.shutdown(client);
  }

  /** Ends at once, requests under way too; as of Java 21. */
  public void shutdownNow() {
    Lifecycle.shutdownNow(client);
  }

  /** Waits for the end after a shutdown; as of Java 21. */
  public boolean awaitTermination(Duration duration) throws InterruptedException {
    return Lifecycle.awaitTermination(client, duration);
  }

  /** Returns whether everything has ended after a shutdown; as of Java 21. */
  public boolean isTerminated() {
    return Lifecycle.isTerminated(client);
  }

  @Override
  public String toString() {
    return "AuthenticatingHttpClient[" + authenticator + ", " + client + "]";
  }
}
