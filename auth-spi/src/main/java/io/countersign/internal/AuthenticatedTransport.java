package io.countersign.internal;

import io.countersign.Authenticator;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.CallFailure;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls authenticated by a nested block. A call's timeout covers the waiting for credentials and
 * every send; redirects are not followed.
 */
public final class AuthenticatedTransport implements HttpTransport {
  private final HttpTransport transport;
  private final Authenticator authenticator;
  private final Executor executor;

  /**
   * Authenticates what goes through the transport; neither of the two is closed.
   *
   * @param executor where the stages complete that run out of time
   */
  public AuthenticatedTransport(
      HttpTransport transport, Authenticator authenticator, Executor executor) {
    this.transport = transport;
    this.authenticator = authenticator;
    this.executor = executor;
  }

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    AuthRequest request = AuthRequest.of(call.method(), call.uri(), call.headers(), call.body());
    AuthExchange exchange = AuthExchange.of(authenticator, request, RequestBody.inHand(), false);
    return new Run(exchange, System.nanoTime() + call.timeout().toNanos())
        .obey(exchange.first(), null);
  }

  /** One call on its way. */
  private final class Run {
    private final AuthExchange exchange;
    private final long deadline;

    Run(AuthExchange exchange, long deadline) {
      this.exchange = exchange;
      this.deadline = deadline;
    }

    CompletionStage<HttpReply> obey(Move move, @Nullable HttpReply atHand) {
      long left = deadline - System.nanoTime();
      if (move instanceof Move.Hold hold) {
        return within(left, hold).thenCompose(next -> obey(next, atHand));
      }
      if (move instanceof Move.Transmit transmit) {
        return left > 0
            ? transport
                .send(call(transmit.request(), Duration.ofNanos(left)))
                .thenCompose(reply -> obey(exchange.onResponse(head(reply)), reply))
            : CompletableFuture.failedFuture(late());
      }
      return atHand != null
          ? CompletableFuture.completedFuture(atHand)
          : CompletableFuture.failedFuture(new IllegalStateException("nothing was sent"));
    }

    private AuthResponse head(HttpReply reply) {
      return AuthResponse.of(
          reply.status(),
          reply.headers(),
          exchange.needsResponseBody() ? Optional.of(reply.body().content()) : Optional.empty());
    }

    private CompletableFuture<Move> within(long nanos, Move.Hold hold) {
      return hold.within(Optional.of(Duration.ofNanos(nanos)), executor)
          .exceptionally(failure -> {
            throw new CompletionException(failure instanceof TimeoutException ? late() : failure);
          });
    }
  }

  private static HttpCall call(AuthRequest request, Duration timeout) {
    return new HttpCall(
        request.method(), request.uri(), request.headers(), request.body(), timeout);
  }

  private static CallFailure late() {
    return new CallFailure(
        "the call ran out of time while waiting for its credentials; see call-timeout", false);
  }
}
