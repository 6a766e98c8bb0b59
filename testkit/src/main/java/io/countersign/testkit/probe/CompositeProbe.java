package io.countersign.testkit.probe;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts the credentials of several authenticators on one request.
 *
 * <p>Each part sees the request as the parts before it leave it, and gets the response to what it
 * sent itself. If one wants to send again, the others are asked anew: a signature over a request
 * that has changed, or a nonce that was used, is worth nothing.
 */
public final class CompositeProbe implements Authenticator {
  private static final Send BARE = Credentials::none;

  /** What one part sent, and the request that it saw. */
  private record Leg(AuthRequest seen, Send send) {}

  private final List<Authenticator> parts;

  /** Asks these in this order: put a signer last. */
  public CompositeProbe(Authenticator... parts) {
    this.parts = List.of(parts);
  }

  @Override
  public Set<Need> needs() {
    return parts.stream()
        .flatMap(part -> part.needs().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    try {
      return build(request, List.of(), (seen, legs) -> parts.get(legs.size()).authenticate(seen));
    } catch (AuthException clash) {
      return new Await(CompletableFuture.failedFuture(clash));
    }
  }

  /** Gives the next part's step, on the request that the legs so far leave. */
  private interface NextStep extends BiFunction<AuthRequest, List<Leg>, AuthStep> {}

  private AuthStep build(AuthRequest seen, List<Leg> legs, NextStep next) {
    if (legs.size() == parts.size()) {
      return sendAll(legs);
    }
    return then(
        next.apply(seen, legs),
        step -> {
          Send send = step instanceof Send wish ? wish : BARE;
          return build(seen.with(send.credentials()), plus(legs, new Leg(seen, send)), next);
        });
  }

  private AuthStep sendAll(List<Leg> legs) {
    Credentials all = Credentials.none();
    for (Leg leg : legs) {
      all = all.and(leg.send.credentials());
    }
    return Send.of(all, (bare, response) -> answers(bare, response, legs, List.of()));
  }

  /** Tells every part of the response, one after the other, and gathers what they wish. */
  private AuthStep answers(
      AuthRequest bare, AuthResponse response, List<Leg> legs, List<AuthStep> wishes) {
    if (wishes.size() < legs.size()) {
      Leg leg = legs.get(wishes.size());
      return then(
          leg.send.onResponse(leg.seen, response),
          wish -> answers(bare, response, legs, plus(wishes, wish)));
    }
    return wishes.stream().allMatch(Done.class::isInstance)
        ? Done.DONE
        : build(bare, List.of(), (seen, sofar) -> again(seen, sofar, legs, wishes));
  }

  /** A wish counts while the request is still the one it was made for. */
  private AuthStep again(
      AuthRequest seen, List<Leg> sofar, List<Leg> before, List<AuthStep> wishes) {
    int part = sofar.size();
    for (int i = 0; i < part; i++) {
      if (sofar.get(i).send.credentials() != before.get(i).send.credentials()) {
        return parts.get(part).authenticate(seen);
      }
    }
    return wishes.get(part) instanceof Send wish ? wish : parts.get(part).authenticate(seen);
  }

  private static AuthStep then(AuthStep step, Function<AuthStep, AuthStep> next) {
    return step instanceof Await await
        ? new Await(await.step().thenApply(later -> then(later, next)))
        : next.apply(step);
  }

  private static <T> List<T> plus(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }
}
