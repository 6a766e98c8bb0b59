package io.countersign.secrets.aws;

import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Settings;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** The access key that the block says, as it is now: it may rotate. */
record AccessKey(Settings block) implements AwsCredentialsProvider {
  @Override
  public AwsCredentials resolveCredentials() {
    return of(
        block.get(AwsProvider.ACCESS_KEY_ID).reveal(),
        block.get(AwsProvider.SECRET_ACCESS_KEY).reveal(),
        block.get(AwsProvider.SESSION_TOKEN).map(Secret::reveal));
  }

  static AwsCredentials of(String id, String key, Optional<String> token) {
    return token.isPresent()
        ? AwsSessionCredentials.create(id, key, token.get())
        : AwsBasicCredentials.create(id, key);
  }

  /** Says that it has served: it is read again in the background once its time has come. */
  void used() {
    block.secrets().used();
  }

  /** Says that AWS refuses it: it is read again in the background, for the next look-up. */
  void refused() {
    refuse(block.secrets());
  }

  private static <T> void refuse(Live<T> secrets) {
    T now = secrets.now();
    if (now != null) {
      secrets.refused(now);
    }
  }

  @Override
  public String toString() {
    return "AccessKey";
  }
}
