package io.countersign.aws;

import io.countersign.AuthException;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Live;
import io.countersign.spi.Refreshing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The key that the AWS SDK finds: in the process, a profile, the role of the container or of the
 * machine. An application that gives an environment of its own has that one looked at, and nothing
 * else.
 *
 * <p>The SDK blocks while it looks, so it is asked on the executor of the context, and one look
 * serves all, to the end of what was found. Each look is made anew: nothing of the SDK stays open.
 */
final class Chain {
  /** A key without an end is looked for again, while it is in use: a profile may be rewritten. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private Chain() {}

  /** Returns the key; nobody looks for it before it is asked for. */
  static Live<AwsCredentialsIdentity> of(AuthContext context) {
    return Refreshing.of(context, atMost -> CompletableFuture.completedFuture(found(context)));
  }

  private static Fresh<AwsCredentialsIdentity> found(AuthContext context) {
    long asked = context.nanoTime();
    AwsCredentialsIdentity key =
        context.environment().equals(System.getenv())
            ? ofTheProcess()
            : given(context.environment());
    Optional<Duration> lifetime =
        key.expirationTime().map(end -> Duration.between(context.clock().instant(), end));
    return new Fresh<>(
        key, asked, lifetime, lifetime.isPresent() ? Optional.empty() : Optional.of(AGAIN));
  }

  /** What the SDK says of what it could not find may quote what it has read. */
  private static AwsCredentialsIdentity ofTheProcess() {
    try (DefaultCredentialsProvider sdk = DefaultCredentialsProvider.builder().build()) {
      return sdk.resolveCredentials();
    } catch (RuntimeException | LinkageError none) {
      throw none();
    }
  }

  private static AwsCredentialsIdentity given(Map<String, String> variables) {
    String id = variables.get("AWS_ACCESS_KEY_ID");
    String secret = variables.get("AWS_SECRET_ACCESS_KEY");
    if (id == null || secret == null) {
      throw none();
    }
    return AccessKey.of(id, secret, Optional.ofNullable(variables.get("AWS_SESSION_TOKEN")));
  }

  private static AuthException none() {
    return new AuthException(
        AuthException.Category.TRANSIENT,
        "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a"
            + " profile by AWS_PROFILE, or give the machine a role; profiles with a role, and web"
            + " identity tokens, need software.amazon.awssdk:sts on the class path, those of SSO"
            + " software.amazon.awssdk:sso and ssooidc; nothing was sent");
  }
}
