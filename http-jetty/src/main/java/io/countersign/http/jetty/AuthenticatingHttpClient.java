package io.countersign.http.jetty;

import io.countersign.Authenticator;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;

/**
 * Makes requests of a Jetty {@link HttpClient} that go out with credentials; to be used in its
 * place where a request begins.
 *
 * <p>The requests are Jetty's own: they are built, sent, listened to and aborted like any other.
 * Only the final response reaches the listeners, as it streams in; of a request's own listeners,
 * those of the request hear of every leg, those of the response of the last. All of them, and every
 * result, show the caller's own request and never a credential; listeners of the whole client see
 * what really goes out. The timeout of a request covers all its legs, and the waiting for a token;
 * aborting it ends it and never a renewal that others wait for. What cannot be authenticated fails
 * with an {@link io.countersign.AuthException}.
 *
 * <p>Redirects are followed where the request says so, at most {@value
 * io.countersign.spi.AuthExchange#REDIRECTS}, and take credentials to no other origin. The client's
 * own handling of 401 is passed by for these requests, and for no others. A request is sent again
 * only if its content can be rewound. Pushes are not offered.
 *
 * <p>Thread-safe, as the client is; no thread of the client ever waits for a token.
 */
public final class AuthenticatingHttpClient {
  private final HttpClient client;
  private final Authenticator authenticator;

  private AuthenticatingHttpClient(HttpClient client, Authenticator authenticator) {
    this.client = client;
    this.authenticator = authenticator;
  }

  /**
   * Returns one over this client, which its owner starts, configures and stops.
   *
   * <p>It is no matter whether the client was started already.
   */
  public static AuthenticatingHttpClient of(HttpClient client, Authenticator authenticator) {
    Objects.requireNonNull(authenticator, "authenticator");
    Aside.of(client);
    return new AuthenticatingHttpClient(client, authenticator);
  }

  /** Returns a GET of this address, to be built further and sent. */
  public Request newRequest(URI uri) {
    return new AuthenticatedRequest(client, uri, authenticator);
  }

  /** As {@link #newRequest(URI)}. */
  public Request newRequest(String uri) {
    return newRequest(URI.create(uri));
  }

  /** Returns a POST to this address. */
  public Request POST(URI uri) {
    return newRequest(uri).method("POST");
  }

  /** As {@link #POST(URI)}. */
  public Request POST(String uri) {
    return POST(URI.create(uri));
  }

  /** Sends a GET and waits for the whole response. */
  public ContentResponse GET(URI uri)
      throws InterruptedException, ExecutionException, TimeoutException {
    return newRequest(uri).send();
  }

  /** As {@link #GET(URI)}. */
  public ContentResponse GET(String uri)
      throws InterruptedException, ExecutionException, TimeoutException {
    return GET(URI.create(uri));
  }

  /**
   * Sends this request as that authenticator says, instead of the client's; {@link
   * Authenticator#none()} sends it as it is.
   *
   * @param request one that was made here
   * @return the same request
   */
  public static Request with(Request request, Authenticator authenticator) {
    if (!(request instanceof AuthenticatedRequest own)) {
      throw new IllegalArgumentException(
          "this request was made by Jetty's HttpClient; make it by AuthenticatingHttpClient");
    }
    own.authenticator(Objects.requireNonNull(authenticator, "authenticator"));
    return request;
  }

  /** Returns Jetty's client, whose requests go out without credentials. */
  public HttpClient client() {
    return client;
  }

  @Override
  public String toString() {
    return "AuthenticatingHttpClient[" + authenticator + ", " + client + "]";
  }
}
