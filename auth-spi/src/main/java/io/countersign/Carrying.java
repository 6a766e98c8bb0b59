package io.countersign;

import io.countersign.internal.Failures;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Live;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** One {@link Send} per value, made when the value changes and handed to every request. */
final class Carrying implements Authenticator {
  static final Send NOTHING = Credentials::none;
  static final Authenticator NONE = request -> NOTHING;

  private final Predicate<AuthResponse> refused;
  private final Set<Need> needs;
  private final Live<Carry> carries;

  Carrying(Live<Credentials> credentials, Predicate<AuthResponse> refused, Set<Need> needs) {
    this.refused = refused;
    this.needs = Set.copyOf(needs);
    this.carries = credentials.map(Carry::new);
    Failures.tellAtOnce(carries);
  }

  /** Returns what would be sent now; nothing if that has to be obtained. */
  Credentials atHand() {
    Carry live = carries.now();
    return live == null ? Credentials.none() : live.credentials;
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    try {
      Carry live = carries.now();
      return live != null ? live : new Await(carries.get());
    } catch (RuntimeException unusable) {
      return new Await(CompletableFuture.failedFuture(unusable));
    }
  }

  @Override
  public Set<Need> needs() {
    return needs;
  }

  /** Knows what it carried, so a refusal names the value, never "the current one". */
  private final class Carry implements Send {
    private final Credentials credentials;

    Carry(Credentials credentials) {
      this.credentials = credentials;
    }

    @Override
    public Credentials credentials() {
      return credentials;
    }

    @Override
    public AuthStep onResponse(AuthRequest request, AuthResponse response) {
      if (!refused.test(response)) {
        carries.used();
        return Done.DONE;
      }
      return new Await(
          carries.refused(this).thenApply(next -> next == this ? Done.DONE : next.lastTry()));
    }

    /** Told apart from the shared step: what was renewed for this request is not renewed again. */
    private Send lastTry() {
      return () -> credentials;
    }
  }
}
