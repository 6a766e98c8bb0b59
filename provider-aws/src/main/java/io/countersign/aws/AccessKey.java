package io.countersign.aws;

import io.countersign.AuthException;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Settings;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** An access key that somebody says: checked before it signs, and never shown. */
final class AccessKey {
  /** AWS has letters and digits alone, what is like it has more; these end it in the header. */
  private static final Pattern ID = Pattern.compile("[!-~&&[^,/=]]{1,512}");

  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private AccessKey() {}

  /**
   * Returns the key that the block says, as it is now: it may rotate.
   *
   * @throws IllegalArgumentException if the one that is at hand cannot sign
   */
  static Live<AwsCredentialsIdentity> of(Settings block) {
    Live<AwsCredentialsIdentity> key =
        Live.both(
            block.get(AwsSigV4Provider.ACCESS_KEY_ID).orElseThrow(),
            block.get(AwsSigV4Provider.SECRET_ACCESS_KEY).orElseThrow(),
            (id, secret) -> of(id, secret, Optional.empty()));
    Optional<Secret> token = block.get(AwsSigV4Provider.SESSION_TOKEN);
    Live<AwsCredentialsIdentity> live = token.map(secret -> withToken(key, secret)).orElse(key);
    try {
      live.now();
    } catch (AuthException unusable) {
      throw new IllegalArgumentException(unusable.getMessage());
    }
    return live;
  }

  private static Live<AwsCredentialsIdentity> withToken(
      Live<AwsCredentialsIdentity> key, Secret token) {
    return Live.both(
        key,
        token,
        (known, value) -> of(known.accessKeyId(), known.secretAccessKey(), Optional.of(value)));
  }

  /**
   * Returns a key.
   *
   * @throws AuthException if it cannot sign
   */
  static AwsCredentialsIdentity of(String id, String secret, Optional<String> token) {
    check(
        ID.matcher(id).matches(),
        "the access key id is empty, or has a blank, a comma, a slash, = or something outside of"
            + " ASCII in it: it looks like AKIA and 16 letters and digits");
    check(!secret.isBlank(), "the secret access key is empty");
    check(
        token.isEmpty() || TOKEN.matcher(token.get()).matches(),
        "the session token is empty, or has a blank or something outside of ASCII in it");
    return token.isEmpty()
        ? AwsCredentialsIdentity.create(id, secret)
        : AwsSessionCredentialsIdentity.create(id, secret, token.get());
  }

  private static void check(boolean holds, String fault) {
    if (!holds) {
      throw new AuthException(AuthException.Category.REQUEST, fault + "; nothing was sent");
    }
  }
}
