package io.countersign.http.jetty;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.client.AuthenticationStore;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpResponse;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/** One call of the caller: sends what its {@link AuthExchange} says, until a response is final. */
final class Call {
  private final HttpClient client;
  private final AuthenticatedRequest own;
  private final Authenticator authenticator;
  private final Legs legs;
  private final long deadline;
  private final AtomicBoolean over = new AtomicBoolean();
  private @Nullable AuthExchange exchange;
  private volatile @Nullable Leg leg;
  private volatile @Nullable CompletableFuture<?> wait;

  Call(HttpClient client, Authenticator authenticator, AuthenticatedRequest own) {
    this.client = client;
    this.authenticator = authenticator;
    this.own = own;
    this.legs = new Legs(client, own);
    this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(own.getTimeout());
  }

  void start() {
    AuthRequest request;
    try {
      request = legs.asAuthRequest();
    } catch (IllegalArgumentException unfit) {
      fail(unfit);
      return;
    }
    Request.Content content = own.getBody();
    RequestBody body =
        content == null ? RequestBody.inHand() : new JettyBody(content, client.getExecutor());
    AuthExchange begun = AuthExchange.of(authenticator, request, body, own.isFollowRedirects());
    exchange = begun;
    settle(
        begun.first(),
        move -> {
          if (move instanceof Move.Transmit transmit) {
            send(begun, transmit.request());
          }
        });
  }

  private void send(AuthExchange under, AuthRequest request) {
    if (over.get()) {
      return;
    }
    Leg next;
    try {
      refuseOthersCredentials(request);
      Request made = legs.of(request, millisLeft());
      own.listenTo(made);
      next = new Leg(this, made, under.needsResponseBody());
    } catch (IOException | TimeoutException | RuntimeException refused) {
      fail(refused);
      return;
    }
    leg = next;
    if (over.get()) {
      return;
    }
    try {
      next.send();
    } catch (RuntimeException refused) {
      fail(refused);
    }
  }

  /** What the client itself would put on the leg, or make of its address, nobody could foresee. */
  private void refuseOthersCredentials(AuthRequest request) {
    AuthenticationStore store = client.getAuthenticationStore();
    if (store != null
        && store.hasAuthenticationResults()
        && store.findAuthenticationResult(request.uri()) != null) {
      throw refused(
          "the AuthenticationStore of this Jetty client has a result for the same address, and two"
              + " would go out; remove it there");
    }
    if (client.getRedirectCache() != null) {
      throw refused(
          "this Jetty client has a RedirectCache, which would take the request, credentials and"
              + " all, to an address of its own; set it to null");
    }
  }

  private static AuthException refused(String why) {
    return new AuthException(AuthException.Category.REQUEST, why + "; nothing was sent");
  }

  /** Returns what is left of the caller's time; zero for no limit. */
  private long millisLeft() throws TimeoutException {
    if (own.getTimeout() <= 0) {
      return 0;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw expired();
    }
    return left;
  }

  private TimeoutException expired() {
    return new TimeoutException("Total timeout " + own.getTimeout() + " ms elapsed");
  }

  /** Takes a response; comes on a thread of Jetty's, and never waits. */
  void onResponse(Leg of, Response response, Optional<ByteBuffer> content) {
    AuthExchange under = exchange;
    if (under == null || of != leg) {
      return;
    }
    Move move = under.onResponse(AuthResponse.of(response.getStatus(), headers(response), content));
    settle(
        move,
        then -> {
          if (then instanceof Move.Transmit transmit) {
            of.decide(
                new Dropped(of, client.getScheduler(), () -> send(under, transmit.request())));
          } else if (over.compareAndSet(false, true)) {
            Delivered delivered = new Delivered(own, response);
            delivered.begin();
            of.decide(delivered);
          }
        });
  }

  private static Map<String, List<String>> headers(Response response) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (HttpField field : response.getHeaders()) {
      headers
          .computeIfAbsent(field.getName(), none -> new ArrayList<>())
          .add(String.valueOf(field.getValue()));
    }
    return headers;
  }

  private void settle(Move move, Consumer<Move> then) {
    if (!(move instanceof Move.Hold hold)) {
      then.accept(move);
      return;
    }
    long left = Math.max(0, deadline - System.nanoTime());
    CompletableFuture<Move> waiting =
        hold.within(
            own.getTimeout() > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty(),
            client.getExecutor());
    wait = waiting;
    if (over.get()) {
      waiting.cancel(false);
    }
    waiting.whenComplete((next, failure) -> {
      if (failure == null) {
        then.accept(next);
      } else {
        fail(failure instanceof TimeoutException ? expired() : failure);
      }
    });
  }

  /** Takes the end of a leg of which no head was seen. */
  void neverAnswered(Leg of, Result result) {
    if (of == leg && result.getFailure() != null) {
      fail(result.getFailure());
    }
  }

  /** Ends it, whatever it is at; those who wait for the same renewal go on. */
  CompletableFuture<Boolean> abort(Throwable cause) {
    Leg under = leg;
    if (over.get() && under != null) {
      return under.request().abort(cause);
    }
    return CompletableFuture.completedFuture(fail(cause));
  }

  @Nullable Connection connection() {
    Leg under = leg;
    return under == null ? null : under.request().getConnection();
  }

  /** Fails the caller's request, unless its response is on its way to the caller. */
  private boolean fail(Throwable failure) {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    CompletableFuture<?> waiting = wait;
    if (waiting != null) {
      waiting.cancel(false);
    }
    Leg under = leg;
    if (under != null) {
      under.decide(Ignored.FATE);
      under.abort(failure);
    }
    HttpResponse none = new HttpResponse(own);
    own.getResponseListeners().notifyFailure(none, failure);
    own.getResponseListeners().notifyComplete(new Result(own, failure, none, failure));
    return true;
  }
}
