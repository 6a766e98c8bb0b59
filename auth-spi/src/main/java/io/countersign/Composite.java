package io.countersign;

import io.countersign.internal.BoundAuthenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Need;
import io.countersign.spi.Probing;
import io.countersign.spi.Send;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Puts the credentials of several authenticators on one request.
 *
 * <p>Each part sees the request as the parts before it leave it, and gets the response to what it
 * sent itself. If one wants to send again, those behind it are asked anew where what they saw has
 * changed: a signature over another request, or a nonce that was used, is worth nothing.
 *
 * <p>Where all parts send the same to everybody, what they send together is made once.
 */
final class Composite implements Authenticator {
  private final Authenticator[] parts;
  private final Set<Need> needs;
  private final boolean steady;
  private final Optional<SSLContext> tls;

  /** What was sent together last. Without a barrier: who does not see it makes it again. */
  private @Nullable Together last;

  Composite(List<Authenticator> parts) {
    this.parts = parts.toArray(Authenticator[]::new);
    EnumSet<Need> all = EnumSet.noneOf(Need.class);
    parts.forEach(part -> all.addAll(part.needs()));
    this.needs = Set.copyOf(all);
    this.steady = parts.stream().allMatch(Composite::isSteady);
    this.tls = Probing.tls(parts);
    tellAtOnce(parts);
  }

  /** What can never go on one request is told when the block is read, not by a request. */
  private static void tellAtOnce(List<Authenticator> parts) {
    Credentials all = Credentials.none();
    try {
      for (Authenticator part : parts) {
        all = all.and(atHand(part));
      }
    } catch (AuthException clash) {
      throw new IllegalArgumentException(clash.getMessage());
    }
  }

  private static Credentials atHand(Authenticator part) {
    if (part instanceof BoundAuthenticator bound) {
      return atHand(bound.delegate());
    }
    return part instanceof Carrying carrying ? carrying.atHand() : Credentials.none();
  }

  /** Whether it sends the same on every request, whatever that looks like, until it is refused. */
  private static boolean isSteady(Authenticator part) {
    return part == Carrying.NONE
        || part instanceof Carrying
        || (part instanceof Composite composite && composite.steady)
        || (part instanceof BoundAuthenticator bound && isSteady(bound.delegate()));
  }

  /** What one part sent, and the request that it saw. */
  private record Leg(AuthRequest seen, Send send) {}

  /** Gives the next part's step, on the request that the legs so far leave. */
  private interface NextStep extends BiFunction<AuthRequest, List<Leg>, AuthStep> {}

  /** What steady parts send together. */
  private final class Together implements Send {
    private final Send[] sends;
    private final Credentials credentials;

    Together(List<Leg> legs, Credentials credentials) {
      this.sends = legs.stream().map(Leg::send).toArray(Send[]::new);
      this.credentials = credentials;
    }

    /** Allocates nothing. */
    boolean isWhatTheySend(AuthRequest request) {
      for (int i = 0; i < parts.length; i++) {
        if (parts[i].authenticate(request) != sends[i]) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Credentials credentials() {
      return credentials;
    }

    @Override
    public AuthStep onResponse(AuthRequest request, AuthResponse response) {
      List<Leg> legs = new ArrayList<>();
      for (Send send : sends) {
        legs.add(new Leg(request, send));
      }
      return answers(request, response, legs, List.of());
    }
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    Together known = last;
    if (known != null && known.isWhatTheySend(request)) {
      return known;
    }
    try {
      AuthStep step =
          build(request, List.of(), (seen, legs) -> parts[legs.size()].authenticate(seen));
      if (steady && step instanceof Together together) {
        last = together;
      }
      return step;
    } catch (AuthException clash) {
      return new Await(CompletableFuture.failedFuture(clash));
    }
  }

  private AuthStep build(AuthRequest seen, List<Leg> legs, NextStep next) {
    if (legs.size() == parts.length) {
      return sendAll(legs);
    }
    return then(
        next.apply(seen, legs),
        step -> {
          Send send = step instanceof Send wish ? wish : Carrying.NOTHING;
          AuthRequest left = steady ? seen : seen.with(send.credentials());
          return build(left, plus(legs, new Leg(seen, send)), next);
        });
  }

  private AuthStep sendAll(List<Leg> legs) {
    Credentials all = Credentials.none();
    for (Leg leg : legs) {
      all = all.and(leg.send.credentials());
    }
    return steady
        ? new Together(legs, all)
        : Send.of(all, (bare, response) -> answers(bare, response, legs, List.of()));
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
        return parts[part].authenticate(seen);
      }
    }
    return wishes.get(part) instanceof Send wish ? wish : parts[part].authenticate(seen);
  }

  private static AuthStep then(AuthStep step, Function<AuthStep, AuthStep> next) {
    return step instanceof Await await
        ? new Await(await.step().thenApply(later -> then(later, next)))
        : next.apply(step);
  }

  private static <T> List<T> plus(List<T> list, T one) {
    List<T> longer = new ArrayList<>(list);
    longer.add(one);
    return List.copyOf(longer);
  }

  @Override
  public Set<Need> needs() {
    return needs;
  }

  @Override
  public CompletionStage<Map<String, String>> attributes() {
    return Probing.attributes(List.of(parts));
  }

  @Override
  public Optional<SSLContext> tls() {
    return tls;
  }

  @Override
  public Optional<Probing> probing() {
    return Probing.all(List.of(parts));
  }

  @Override
  public String toString() {
    return "Composite" + List.of(parts);
  }
}
