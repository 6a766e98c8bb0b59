package io.countersign.aws;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Done;
import io.countersign.spi.Live;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs every request anew, with the key of its moment. A key that is refused is read again, once
 * for all who were, and the request is signed again only if that gave another.
 */
final class SigV4Authenticator implements Authenticator {
  private final Signing signing;
  private final Live<AwsCredentialsIdentity> keys;

  SigV4Authenticator(Signing signing, Live<AwsCredentialsIdentity> keys) {
    this.signing = signing;
    this.keys = keys;
  }

  @Override
  public Set<Need> needs() {
    return signing.body() ? Set.of(Need.REQUEST_BODY) : Set.of();
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    try {
      AwsCredentialsIdentity key = keys.now();
      return key != null
          ? signed(request, key)
          : new Await(keys.get().thenApply(found -> signed(request, found)));
    } catch (RuntimeException unusable) {
      return new Await(CompletableFuture.failedFuture(unusable));
    }
  }

  private Send signed(AuthRequest request, AwsCredentialsIdentity key) {
    return Send.of(
        signing.sign(request, key), (bare, response) -> answered(request, key, response));
  }

  /** AWS says 403 for a key that it does not take, as it does for what the key may not do. */
  private AuthStep answered(AuthRequest request, AwsCredentialsIdentity key, AuthResponse came) {
    if (came.status() != 401 && came.status() != 403) {
      keys.used();
      return Done.DONE;
    }
    return new Await(
        keys.refused(key)
            .thenApply(next ->
                next == key
                    ? Done.DONE
                    : Send.of(signing.sign(request, next), (bare, last) -> Done.DONE)));
  }

  @Override
  public String toString() {
    return "SigV4Authenticator[" + signing + "]";
  }
}
