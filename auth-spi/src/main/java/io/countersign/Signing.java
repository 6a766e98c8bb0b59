package io.countersign;

import io.countersign.internal.Failures;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Live;
import io.countersign.spi.Need;
import io.countersign.spi.RequestSigner;
import io.countersign.spi.Send;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Signs each request, and each that is sent again. */
final class Signing implements Authenticator {
  private final Live<RequestSigner> signers;
  private final Set<Need> needs;

  Signing(Live<RequestSigner> signers, Set<Need> needs) {
    this.signers = signers;
    this.needs = Set.copyOf(needs);
    Failures.tellAtOnce(signers);
  }

  @Override
  public Set<Need> needs() {
    return needs;
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    if (needs.contains(Need.REQUEST_BODY) && request.body() instanceof Body.Unread) {
      return failed(
          new AuthException(
              AuthException.Category.REQUEST,
              "the body cannot be read before it is sent, so it cannot be signed; send one that"
                  + " can, as bytes or a text; nothing was sent"));
    }
    try {
      RequestSigner signer = signers.now();
      return signer != null
          ? new Signed(request, signer)
          : new Await(signers.get().thenApply(found -> new Signed(request, found)));
    } catch (RuntimeException unusable) {
      return failed(unusable);
    }
  }

  private static Await failed(RuntimeException failure) {
    return new Await(CompletableFuture.failedFuture(failure));
  }

  /** Knows the request that it signed, and who signed it. */
  private final class Signed implements Send {
    private final AuthRequest request;
    private final RequestSigner signer;
    private final Credentials credentials;

    Signed(AuthRequest request, RequestSigner signer) {
      this.request = request;
      this.signer = signer;
      this.credentials = signer.sign(request);
    }

    @Override
    public Credentials credentials() {
      return credentials;
    }

    @Override
    public AuthStep onResponse(AuthRequest bare, AuthResponse response) {
      if (response.status() != 401) {
        signers.used();
        return Done.DONE;
      }
      CompletionStage<AuthStep> next =
          signers.refused(signer).thenApply(now -> now == signer ? Done.DONE : lastTry(now));
      return new Await(next);
    }

    private Send lastTry(RequestSigner now) {
      Credentials anew = now.sign(request);
      return () -> anew;
    }
  }
}
