package io.countersign.testkit;

import io.countersign.Authenticator;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls authenticated by a nested block. Time stands still: no wait of theirs runs out. */
record NestedTransport(HttpTransport transport, Authenticator authenticator)
    implements HttpTransport {

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    AuthRequest request = AuthRequest.of(call.method(), call.uri(), call.headers(), call.body());
    AuthExchange exchange = AuthExchange.of(authenticator, request, RequestBody.inHand(), false);
    return obey(exchange, exchange.first(), call, null);
  }

  private CompletionStage<HttpReply> obey(
      AuthExchange exchange, Move move, HttpCall call, @Nullable HttpReply atHand) {
    if (move instanceof Move.Hold hold) {
      return hold.then().thenCompose(next -> obey(exchange, next, call, atHand));
    }
    if (move instanceof Move.Transmit transmit) {
      AuthRequest request = transmit.request();
      return transport
          .send(
              new HttpCall(
                  request.method(),
                  request.uri(),
                  request.headers(),
                  request.body(),
                  call.timeout()))
          .thenCompose(
              reply -> obey(exchange, exchange.onResponse(head(exchange, reply)), call, reply));
    }
    return atHand != null
        ? CompletableFuture.completedFuture(atHand)
        : CompletableFuture.failedFuture(new AssertionError("delivered before anything was sent"));
  }

  private static AuthResponse head(AuthExchange exchange, HttpReply reply) {
    return AuthResponse.of(
        reply.status(),
        reply.headers(),
        exchange.needsResponseBody() ? Optional.of(reply.body().content()) : Optional.empty());
  }
}
