package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Live;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import io.countersign.spi.Send;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a nested block would send, for the token in it: renewed as the block does it, and refused as
 * by a 401.
 */
final class NestedToken implements Live<Send> {
  private static final AuthResponse REFUSAL = AuthResponse.of(401, Map.of(), Optional.empty());
  private static final AuthResponse SUCCESS = AuthResponse.of(200, Map.of(), Optional.empty());

  private final String name;
  private final Authenticator nested;
  private final AuthRequest request;

  private NestedToken(String name, Authenticator nested, AuthRequest request) {
    this.name = name;
    this.nested = nested;
    this.request = request;
  }

  /**
   * Returns the token of a nested block.
   *
   * @param name of its setting
   * @param request what it is asked for
   */
  static Live<String> of(String name, Authenticator nested, AuthRequest request) {
    return new NestedToken(name, nested, request).map(send -> token(name, send));
  }

  /** The word before it, as {@code Bearer}, is no part of it. */
  private static String token(String name, Send send) {
    List<Placement> all = send.credentials().placements();
    Optional<Placement> authorization =
        all.stream()
            .filter(
                one -> one.place() == Place.HEADER && one.name().equalsIgnoreCase("Authorization"))
            .findFirst();
    if (authorization.isPresent()) {
      String[] words = authorization.get().value().split(" ", 2);
      if (!words[0].equalsIgnoreCase("Basic")) {
        return words[words.length - 1];
      }
    } else if (all.size() == 1) {
      return all.get(0).value();
    }
    throw new AuthException(
        AuthException.Category.REQUEST,
        name + " has no token that could be exchanged; its type must be one that sends a token");
  }

  @Override
  public @Nullable Send now() {
    return nested.authenticate(request) instanceof Send send ? send : null;
  }

  @Override
  public CompletionStage<Send> get() {
    return asked(() -> nested.authenticate(request)).thenApply(Optional::orElseThrow);
  }

  @Override
  public CompletionStage<Send> refused(Send refused) {
    return asked(() -> refused.onResponse(request, REFUSAL))
        .thenCompose(next -> next.isPresent() ? get() : CompletableFuture.completedFuture(refused));
  }

  @Override
  public void used() {
    Send send = now();
    if (send != null) {
      AuthStep unused = send.onResponse(request, SUCCESS);
    }
  }

  private CompletionStage<Optional<Send>> asked(Supplier<AuthStep> step) {
    try {
      return settled(step.get());
    } catch (RuntimeException broken) {
      return CompletableFuture.failedFuture(broken);
    }
  }

  /** Returns what is sent next; nothing, if no more is to be sent. */
  private CompletionStage<Optional<Send>> settled(AuthStep step) {
    if (step instanceof Await await) {
      return await
          .step()
          .<Optional<Send>>thenCompose(this::settled)
          .exceptionally(failure -> {
            throw new CompletionException(Failures.of(name, failure));
          });
    }
    return CompletableFuture.completedFuture(
        step instanceof Send send ? Optional.of(send) : Optional.empty());
  }

  @Override
  public String toString() {
    return "Live[" + name + "]";
  }
}
