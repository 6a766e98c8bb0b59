package io.countersign.spi;

import io.countersign.Authenticator;
import io.countersign.internal.BoundAuthenticator;
import io.countersign.internal.Failures;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request's whole way through its authenticator: what to send, again and again, until a
 * response is the caller's.
 *
 * <p>Knows no HTTP client. An adapter asks {@link #first()}, sends what it is told, shows each
 * response head to {@link #onResponse}, and obeys; blocking and asynchronous adapters alike. The
 * rules are these:
 *
 * <ul>
 *   <li>A hop, the way to one address, takes at most {@value #SENDS} sends. The authenticator hears
 *       of every response to what it sent, also when its answer cannot be followed; a failure that
 *       it answers the last one with is the caller's.
 *   <li>A request is sent again only if its body is in hand or {@linkplain RequestBody#replayable
 *       replayable}, and after any status but 401 and 407 only if its method is GET, HEAD, OPTIONS,
 *       PUT or DELETE.
 *   <li>Redirects are followed here, at most {@value #REDIRECTS} of them, never from https to http.
 *       One to the same scheme, host and port, and inside the authenticator's path prefix, is
 *       authenticated anew. Any other goes out bare, and so does all that follows: no placed
 *       credential, and from another origin no {@code Authorization}, {@code Cookie}, {@code
 *       Proxy-Authorization} or {@code Host} of the caller's, and nobody hears its challenges.
 * </ul>
 *
 * <p>One thread at a time; a stage that was waited for counts as handing over.
 */
public final class AuthExchange {
  /** How often the same request is sent to one address, at most. */
  public static final int SENDS = 5;

  /** How many redirects are followed, at most. */
  public static final int REDIRECTS = 5;

  /** How many bytes of a request's body are read into memory, at most. */
  public static final int REQUEST_BODY = 16 << 20;

  /** How many bytes of a response's body an adapter gathers, at most. */
  public static final int RESPONSE_BODY = 1 << 20;

  private final Authenticator authenticator;
  private final RequestBody body;
  private final boolean followsRedirects;
  private final Placed placed = new Placed();
  private Hop hop;
  private int sends;
  private int redirects;
  private @Nullable Send sent;

  private AuthExchange(
      Authenticator authenticator, Hop hop, RequestBody body, boolean followsRedirects) {
    this.authenticator = authenticator;
    this.hop = hop;
    this.body = body;
    this.followsRedirects = followsRedirects;
  }

  /**
   * Returns the exchange of one request.
   *
   * @param request the caller's, with its body as {@link Body.Unread} where the adapter has it
   * @param followsRedirects false to give every redirect to the caller
   */
  public static AuthExchange of(
      Authenticator authenticator,
      AuthRequest request,
      RequestBody body,
      boolean followsRedirects) {
    boolean replace = authenticator instanceof BoundAuthenticator bound && bound.replaces();
    PlainRequest own =
        new PlainRequest(
            request.method(), request.uri(), request.headers(), request.body(), replace);
    boolean replayable = !(request.body() instanceof Body.Unread) || body.replayable();
    return new AuthExchange(authenticator, new Hop(own, false, replayable), body, followsRedirects);
  }

  /** Returns the first move: a {@link Move.Transmit}, or the {@link Move.Hold} before it. */
  public Move first() {
    return guarded(this::open);
  }

  /**
   * Returns what becomes of this response.
   *
   * @param response the answer to the last {@link Move.Transmit}; with its body where {@link
   *     #needsResponseBody()} and the body is not larger than {@link #RESPONSE_BODY}
   */
  public Move onResponse(AuthResponse response) {
    return guarded(() -> {
      Send asked = sent;
      if (asked == null) {
        return redirect(response);
      }
      AuthStep step = asked.onResponse(hop.request(), response);
      return hop.allowsAnother(response.status()) && (sends < SENDS || hasFailed(step))
          ? take(step, response)
          : redirect(response);
    });
  }

  private static boolean hasFailed(AuthStep step) {
    return step instanceof Await await
        && await.step().toCompletableFuture().isCompletedExceptionally();
  }

  /** Returns whether the next response is to be shown with its body. */
  public boolean needsResponseBody() {
    return sent != null && authenticator.needs().contains(Need.RESPONSE_BODY);
  }

  /** Returns the caller's own request as it stands after the redirects so far, no credential. */
  public AuthRequest request() {
    return hop.request();
  }

  /**
   * Returns an address that the server made up, as a pushed one, without the query parameters that
   * this exchange has placed.
   */
  public URI withoutCredentials(URI address) {
    return placed.removedFrom(address, true);
  }

  /** Returns whether this exchange has placed a header field of this name. */
  public boolean hasPlacedHeader(String name) {
    return placed.header(name);
  }

  private Move open() {
    if (hop.bare()) {
      return new Move.Transmit(hop.request());
    }
    if (authenticator.needs().contains(Need.REQUEST_BODY)) {
      return withBody(() -> take(authenticator.authenticate(hop.request()), null));
    }
    return take(authenticator.authenticate(hop.request()), null);
  }

  /** Follows a step to its end; the response is the one that it answers, null before the first. */
  private Move take(AuthStep step, @Nullable AuthResponse response) {
    if (step instanceof Send send) {
      return send.credentials().needsBody() ? withBody(() -> transmit(send)) : transmit(send);
    }
    if (step instanceof Await await) {
      return after(await.step(), next -> take(next, response));
    }
    if (response == null) {
      throw new IllegalStateException("the first step was Done, or none");
    }
    return redirect(response);
  }

  private Move transmit(Send send) {
    AuthRequest request = hop.request().with(send.credentials());
    placed.add(send.credentials());
    sends++;
    sent = send;
    return new Move.Transmit(request);
  }

  private Move redirect(AuthResponse response) {
    if (!followsRedirects || redirects == REDIRECTS) {
      return Move.Deliver.NOW;
    }
    Hop next = Redirection.after(hop, response, authenticator, placed);
    if (next == null) {
      return Move.Deliver.NOW;
    }
    redirects++;
    hop = next;
    sends = 0;
    sent = null;
    return open();
  }

  private Move withBody(Supplier<Move> next) {
    if (!(hop.request().body() instanceof Body.Unread)) {
      return next.get();
    }
    return after(
        body.read(REQUEST_BODY),
        bytes -> {
          hop = hop.with(bytes);
          return next.get();
        });
  }

  /** Goes on when the stage has its value: at once if it has, by a {@code Hold} if not. */
  private <T> Move after(CompletionStage<T> stage, Function<T, Move> next) {
    CompletableFuture<T> value = stage.toCompletableFuture();
    if (value.isDone() && !value.isCompletedExceptionally()) {
      return next.apply(value.join());
    }
    CompletableFuture<Move> then = new CompletableFuture<>();
    value.whenComplete((result, failure) -> {
      if (failure != null) {
        then.completeExceptionally(named(failure));
      } else {
        pass(guarded(() -> next.apply(result)), then);
      }
    });
    return new Move.Hold(then);
  }

  private static void pass(Move move, CompletableFuture<Move> then) {
    if (move instanceof Move.Hold hold) {
      hold.then()
          .whenComplete((result, failure) -> {
            if (failure != null) {
              then.completeExceptionally(Failures.unwrapped(failure));
            } else {
              then.complete(result);
            }
          });
    } else {
      then.complete(move);
    }
  }

  private Move guarded(Supplier<Move> decision) {
    try {
      return decision.get();
    } catch (RuntimeException | Error thrown) {
      return new Move.Hold(CompletableFuture.failedFuture(named(thrown)));
    }
  }

  private Throwable named(Throwable failure) {
    return authenticator instanceof BoundAuthenticator bound
        ? Failures.named(bound.name(), failure)
        : Failures.unwrapped(failure);
  }
}
