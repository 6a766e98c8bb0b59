package io.countersign.http.jetty;

import io.countersign.Authenticator;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own request. It is never sent itself: {@link Call} sends a request of its own for
 * each leg, and the listeners see this one.
 */
final class AuthenticatedRequest extends HttpRequest {
  private final List<Consumer<Request>> listening = new ArrayList<>();
  private Authenticator authenticator;
  private volatile @Nullable Call call;

  AuthenticatedRequest(HttpClient client, URI uri, Authenticator authenticator) {
    super(client, new HttpConversation(), uri);
    this.authenticator = authenticator;
  }

  void authenticator(Authenticator chosen) {
    authenticator = chosen;
  }

  /** Lets the listeners of this request hear of a leg, as if it were this request. */
  void listenTo(Request leg) {
    listening.forEach(listener -> listener.accept(leg));
  }

  @Override
  protected HttpRequest copyInstance(URI uri) {
    return new AuthenticatedRequest(getHttpClient(), uri, authenticator);
  }

  @Override
  public void send(Response.@Nullable CompleteListener listener) {
    if (listener != null) {
      getResponseListeners().addCompleteListener(listener, true);
    }
    Call started = new Call(getHttpClient(), authenticator, this);
    call = started;
    Throwable already = getAbortCause();
    if (already != null) {
      started.abort(already);
    } else {
      started.start();
    }
  }

  @Override
  public CompletableFuture<Boolean> abort(Throwable cause) {
    // Of its own, the request has nothing to abort; it keeps the cause, and takes the first alone.
    return super.abort(cause)
        .thenCompose(nothing -> {
          Call started = call;
          return started == null || getAbortCause() != cause
              ? CompletableFuture.completedFuture(false)
              : started.abort(cause);
        });
  }

  @Override
  public @Nullable Connection getConnection() {
    Call started = call;
    return started == null ? null : started.connection();
  }

  @Override
  public Request onRequestListener(Listener listener) {
    return onRequestQueued(listener)
        .onRequestBegin(listener)
        .onRequestHeaders(listener)
        .onRequestCommit(listener)
        .onRequestContent(listener)
        .onRequestSuccess(listener)
        .onRequestFailure(listener);
  }

  @Override
  public Request onRequestQueued(QueuedListener listener) {
    return listening(leg -> leg.onRequestQueued(sent -> listener.onQueued(this)));
  }

  @Override
  public Request onRequestBegin(BeginListener listener) {
    return listening(leg -> leg.onRequestBegin(sent -> listener.onBegin(this)));
  }

  @Override
  public Request onRequestHeaders(HeadersListener listener) {
    return listening(leg -> leg.onRequestHeaders(sent -> listener.onHeaders(this)));
  }

  @Override
  public Request onRequestCommit(CommitListener listener) {
    return listening(leg -> leg.onRequestCommit(sent -> listener.onCommit(this)));
  }

  @Override
  public Request onRequestContent(ContentListener listener) {
    return listening(leg ->
        leg.onRequestContent(
            (Request sent, ByteBuffer content) -> listener.onContent(this, content)));
  }

  @Override
  public Request onRequestSuccess(SuccessListener listener) {
    return listening(leg -> leg.onRequestSuccess(sent -> listener.onSuccess(this)));
  }

  @Override
  public Request onRequestFailure(FailureListener listener) {
    return listening(
        leg -> leg.onRequestFailure((sent, failure) -> listener.onFailure(this, failure)));
  }

  private Request listening(Consumer<Request> listener) {
    listening.add(listener);
    return this;
  }

  /** Always fails: the address of what is pushed may repeat a credential. */
  @Override
  public Request onPush(BiFunction<Request, Request, Response.CompleteListener> handler) {
    throw new UnsupportedOperationException("pushes are not offered for authenticated requests");
  }
}
