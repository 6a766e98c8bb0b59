package io.countersign.testkit.probe;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.Live;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A token that is fetched when it is first asked for, and again when it was refused: one fetch,
 * however many ask or were refused.
 *
 * <p>A failed fetch fails those who wait for it and is not kept. A wait may be cancelled; the fetch
 * goes on. The token has no end of its own: that is for the cache of tokens.
 */
public final class RenewingProbe implements Live<String> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Supplier<CompletionStage<String>> fetch;
  private final AtomicReference<@Nullable CompletableFuture<String>> slot = new AtomicReference<>();

  /** Fetches by this function. */
  public RenewingProbe(Supplier<CompletionStage<String>> fetch) {
    this.fetch = fetch;
  }

  /** Fetches by a POST to this address; the body of a 200 is the token. */
  public static RenewingProbe from(URI tokenUrl, AuthContext context) {
    return new RenewingProbe(() ->
        context
            .http()
            .send(new HttpCall("POST", tokenUrl, Map.of(), Body.none(), PATIENCE))
            .thenApply(RenewingProbe::tokenOf));
  }

  private static String tokenOf(HttpReply reply) {
    if (reply.status() != 200) {
      throw new AuthException(
          AuthException.Category.PROTOCOL,
          "the token call was answered " + reply.status() + "; look at that server's log");
    }
    return StandardCharsets.UTF_8.decode(reply.body().content()).toString();
  }

  /** Returns the authenticator that sends it as a bearer token (RFC 6750 §2.1). */
  public Authenticator authenticator() {
    return Authenticator.carrying(
        map(token -> Credentials.header("Authorization", "Bearer " + token)));
  }

  @Override
  public @Nullable String now() {
    return valueOf(slot.get());
  }

  @Override
  public CompletionStage<String> get() {
    CompletableFuture<String> held = slot.get();
    return (held != null ? held : renewed(null)).copy();
  }

  @Override
  public CompletionStage<String> refused(String value) {
    CompletableFuture<String> held = slot.get();
    return held != null && valueOf(held) == value ? renewed(held).copy() : get();
  }

  private CompletableFuture<String> renewed(@Nullable CompletableFuture<String> before) {
    CompletableFuture<String> mine = new CompletableFuture<>();
    if (!slot.compareAndSet(before, mine)) {
      CompletableFuture<String> others = slot.get();
      return others != null ? others : renewed(null);
    }
    String old = valueOf(before);
    CompletableFuture.completedFuture(fetch)
        .thenCompose(Supplier::get)
        .whenComplete((token, failure) -> {
          if (failure != null) {
            slot.compareAndSet(mine, null);
            mine.completeExceptionally(failure);
          } else {
            mine.complete(token.equals(old) ? old : token);
          }
        });
    return mine;
  }

  private static @Nullable String valueOf(@Nullable CompletableFuture<String> future) {
    return future != null && future.isDone() && !future.isCompletedExceptionally()
        ? future.join()
        : null;
  }

  @Override
  public String toString() {
    return "RenewingProbe";
  }
}
