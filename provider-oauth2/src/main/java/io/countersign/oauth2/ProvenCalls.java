package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import java.util.Set;

/**
 * Puts a proof beside what another authenticator sends, a new one each time (RFC 9449 §5).
 *
 * @param other what else authenticates the call
 */
record ProvenCalls(Dpop dpop, ProofKey key, Authenticator other) implements Authenticator {

  @Override
  public AuthStep authenticate(AuthRequest request) {
    return proven(request, other.authenticate(request));
  }

  private AuthStep proven(AuthRequest request, AuthStep step) {
    if (step instanceof Await await) {
      return new Await(await.step().thenApply(next -> proven(request, next)));
    }
    if (!(step instanceof Send send)) {
      return step;
    }
    Target target = Target.of(request.uri());
    return Send.of(
        send.credentials().and(dpop.forCalls(key, request.method(), target)),
        (asked, response) -> {
          dpop.noteOfCalls(target, response.headers());
          return proven(asked, send.onResponse(asked, response));
        });
  }

  @Override
  public Set<Need> needs() {
    return other.needs();
  }

  @Override
  public String toString() {
    return "ProvenCalls[" + other + "]";
  }
}
