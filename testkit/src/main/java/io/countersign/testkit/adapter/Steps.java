package io.countersign.testkit.adapter;

import io.countersign.Authenticator;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Authenticators as short as a scenario needs them. */
public final class Steps {
  private Steps() {}

  /** Sends this, whatever happens. */
  public static Authenticator always(Credentials credentials) {
    return request -> send(credentials);
  }

  /** Returns a step without a second. */
  public static Send send(Credentials credentials) {
    return () -> credentials;
  }

  /** Sends the old one; after a 401, what the stage gives. */
  public static Authenticator onRefusal(
      Credentials old, Supplier<CompletionStage<? extends AuthStep>> next) {
    return request ->
        Send.of(old, (q, response) -> response.status() == 401 ? new Await(next.get()) : Done.DONE);
  }

  /** As {@link #onRefusal}, the new one coming a little later from another thread. */
  public static Authenticator renewing(Credentials old, Credentials renewed) {
    return onRefusal(old, () -> later(send(renewed)));
  }

  /** Sends the old one; where the response's body has the word refused, the new one. */
  public static Authenticator readingBodies(Credentials old, Credentials renewed) {
    return new Authenticator() {
      @Override
      public AuthStep authenticate(io.countersign.spi.AuthRequest request) {
        return Send.of(
            old,
            (q, response) -> {
              String body =
                  response
                      .body()
                      .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                      .orElse("");
              return body.contains("refused")
                  ? new Await(later(send(renewed)))
                  : new Await(later(Done.DONE));
            });
      }

      @Override
      public Set<Need> needs() {
        return Set.of(Need.RESPONSE_BODY);
      }
    };
  }

  /** Gives the value a little later, on another thread. */
  public static <T> CompletableFuture<T> later(T value) {
    return new CompletableFuture<T>()
        .completeAsync(() -> value, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
  }
}
