package io.countersign.http.jdk;

import io.countersign.Authenticator;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One call of the caller: sends what its {@link AuthExchange} says, until a response is final. */
final class Call<T> {
  private final AuthenticatingHttpClient client;
  private final HttpRequest own;
  private final Legs legs;
  private final BodyHandler<T> handler;
  private final @Nullable PushPromiseHandler<T> pushes;
  private final AuthExchange exchange;
  private final Deadline deadline;
  private final CallFuture<HttpResponse<T>> result = new CallFuture<>(this::end);
  private @Nullable HttpResponse<T> previous;
  private volatile @Nullable CompletableFuture<?> leg;
  private volatile @Nullable CompletableFuture<?> wait;

  Call(
      AuthenticatingHttpClient client,
      Authenticator authenticator,
      HttpRequest own,
      BodyHandler<T> handler,
      @Nullable PushPromiseHandler<T> pushes) {
    this.client = client;
    this.own = own;
    this.legs = new Legs(own);
    this.handler = handler;
    this.pushes = pushes;
    this.deadline = new Deadline(own.timeout(), client.executorOrDefault());
    RequestBody body =
        own.bodyPublisher()
            .<RequestBody>map(given -> new CallerBody(given, client.executorOrDefault()))
            .orElseGet(RequestBody::inHand);
    this.exchange =
        AuthExchange.of(
            authenticator,
            legs.asAuthRequest(),
            body,
            client.followRedirects() != AuthenticatingHttpClient.Redirect.NEVER);
  }

  CompletableFuture<HttpResponse<T>> start() {
    settled(exchange.first())
        .whenComplete((move, failure) -> {
          if (failure != null) {
            fail(failure);
          } else if (move instanceof Move.Transmit transmit) {
            send(transmit.request());
          }
        });
    return result;
  }

  /** Does it all on the thread that asks, as the JDK's client does: no other has to be woken. */
  HttpResponse<T> send() throws IOException, InterruptedException {
    try {
      Move first = exchange.first();
      if (first instanceof Move.Hold) {
        first = settled(first).toCompletableFuture().get();
      }
      AuthRequest request = ((Move.Transmit) first).request();
      while (true) {
        HttpRequest shown = shown();
        HttpResponse<Passed<T>> response = respond(legs.of(request, deadline.left()));
        if (response.body() instanceof Passed.Through<T> through) {
          return new ResponseView<>(response, shown, previous, through.body());
        }
        previous = new ResponseView<>(response, shown, previous, null);
        request = ((Passed.Again<T>) response.body()).request();
      }
    } catch (InterruptedException interrupted) {
      end();
      throw interrupted;
    } catch (ExecutionException failed) {
      throw Thrown.byWait(Thrown.happened(failed));
    }
  }

  private HttpResponse<Passed<T>> respond(HttpRequest leg)
      throws IOException, InterruptedException {
    try {
      return client.client().send(leg, this::gate);
    } catch (IOException failed) {
      throw Thrown.bySend(failed);
    } catch (RuntimeException failed) {
      throw Thrown.bySend(failed);
    }
  }

  private void send(AuthRequest request) {
    if (result.isDone()) {
      return;
    }
    HttpRequest shown = shown();
    CompletableFuture<HttpResponse<Passed<T>>> sending;
    try {
      sending =
          client
              .client()
              .sendAsync(
                  legs.of(request, deadline.left()),
                  this::gate,
                  pushes == null ? null : new OwnPushes<>(pushes, shown, exchange));
    } catch (IOException | RuntimeException refused) {
      fail(refused);
      return;
    }
    leg = sending;
    if (result.isDone()) {
      end();
    }
    sending.whenComplete((response, failure) -> {
      if (failure != null) {
        fail(Thrown.byClient(failure));
      } else if (response.body() instanceof Passed.Again<T> again) {
        previous = new ResponseView<>(response, shown, previous, null);
        send(again.request());
      } else if (response.body() instanceof Passed.Through<T> through) {
        result.complete(new ResponseView<>(response, shown, previous, through.body()));
      }
    });
  }

  private BodySubscriber<Passed<T>> gate(ResponseInfo head) {
    if (exchange.needsResponseBody()) {
      return new Gate<>(
          AuthExchange.RESPONSE_BODY,
          body -> settled(exchange.onResponse(response(head, body))),
          () -> handler.apply(head));
    }
    Move move = exchange.onResponse(response(head, Optional.empty()));
    return move instanceof Move.Deliver
        ? BodySubscribers.mapping(handler.apply(head), Passed.Through::new)
        : new Gate<>(0, nothing -> settled(move), () -> handler.apply(head));
  }

  private static AuthResponse response(ResponseInfo head, Optional<ByteBuffer> body) {
    return AuthResponse.of(head.statusCode(), head.headers().map(), body);
  }

  private CompletionStage<Move> settled(Move move) {
    if (!(move instanceof Move.Hold hold)) {
      return CompletableFuture.completedFuture(move);
    }
    CompletableFuture<Move> waiting = deadline.within(hold);
    wait = waiting;
    if (result.isDone()) {
      end();
    }
    return waiting;
  }

  /**
   * Returns the caller's own request; after a redirect, what it has become, without credentials.
   */
  private HttpRequest shown() {
    AuthRequest now = exchange.request();
    return now.uri().equals(own.uri()) && now.method().equals(own.method())
        ? own
        : legs.of(now, own.timeout());
  }

  private void fail(Throwable failure) {
    result.completeExceptionally(Thrown.happened(failure));
  }

  /** Ends what is under way for this call alone. */
  private void end() {
    CompletableFuture<?> waiting = wait;
    if (waiting != null) {
      waiting.cancel(true);
    }
    CompletableFuture<?> sending = leg;
    if (sending != null) {
      sending.cancel(true);
    }
  }
}
