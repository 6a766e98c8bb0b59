package io.countersign.aws;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code aws-sigv4}: each request is signed by AWS Signature Version 4, over its method, address,
 * body and those of its headers that are signed: {@code Host}, {@code Content-Type} and {@code
 * X-Amz-*}.
 *
 * <p>The signature goes into {@code Authorization}, {@code X-Amz-Date} and {@code
 * x-amz-content-sha256}, and the token of a temporary key into {@code X-Amz-Security-Token}.
 */
public final class AwsSigV4Provider implements AuthProvider {
  static final Setting<String> REGION =
      Setting.word("region", "a region, as eu-west-1", AwsSigV4Provider::scope)
          .describedAs("The region that is signed for; us-east-1 for most services without one");

  static final Setting<String> SERVICE =
      Setting.word("service", "the name of a service, as execute-api", AwsSigV4Provider::scope)
          .describedAs("The service that is signed for, by its name in signatures");

  static final Setting<String> CREDENTIALS =
      Setting.oneOf("credentials", "keys", "chain")
          .orElse("keys")
          .describedAs("Whose key signs: that of this block, or one that the AWS SDK finds");

  static final Setting<Optional<Secret>> ACCESS_KEY_ID =
      Setting.text("access-key-id")
          .describedAs("The id of the access key")
          .when(CREDENTIALS, "keys");

  static final Setting<Optional<Secret>> SECRET_ACCESS_KEY =
      Setting.secret("secret-access-key")
          .describedAs("The access key itself")
          .when(CREDENTIALS, "keys");

  static final Setting<Optional<Secret>> SESSION_TOKEN =
      Setting.secret("session-token").optional().describedAs("What goes with a temporary key");

  static final Setting<Boolean> SIGN_BODY =
      Setting.flag("sign-body")
          .orElse(true)
          .describedAs("false: the body is sent as it streams, and not covered by the signature");

  static final Setting<Optional<Boolean>> DOUBLE_ENCODE =
      Setting.flag("double-encode")
          .optional()
          .describedAs("Whether the path is encoded once more to be signed; true, but for S3");

  static final Setting<Optional<Boolean>> NORMALIZE_PATH =
      Setting.flag("normalize-path")
          .optional()
          .describedAs(
              "Whether dots and // in the path are resolved to be signed; true, but for S3");

  /** In S3 any path is the name of an object, as it is. */
  private static final Set<String> OF_S3 =
      Set.of("s3", "s3-object-lambda", "s3-outposts", "s3express");

  /** For {@link java.util.ServiceLoader}. */
  public AwsSigV4Provider() {}

  @Override
  public String type() {
    return "aws-sigv4";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        REGION,
        SERVICE,
        CREDENTIALS,
        ACCESS_KEY_ID,
        SECRET_ACCESS_KEY,
        SESSION_TOKEN,
        SIGN_BODY,
        DOUBLE_ENCODE,
        NORMALIZE_PATH);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    String service = settings.get(SERVICE);
    boolean ofS3 = OF_S3.contains(service);
    Signing signing =
        new Signing(
            settings.get(REGION),
            service,
            settings.get(DOUBLE_ENCODE).orElse(!ofS3),
            settings.get(NORMALIZE_PATH).orElse(!ofS3),
            settings.get(SIGN_BODY),
            context.clock());
    if (settings.get(CREDENTIALS).equals("keys")) {
      return new SigV4Authenticator(signing, AccessKey.of(settings));
    }
    if (settings.has(SESSION_TOKEN)) {
      throw new IllegalArgumentException(
          "session-token goes with an access key of this block: leave it out, or write credentials"
              + " = keys");
    }
    if (context.tenant().isPresent()) {
      throw new IllegalArgumentException(
          "credentials = chain finds the key of this process, which no tenant is given; write"
              + " credentials = keys, or ask the house for this authenticator");
    }
    return new SigV4Authenticator(signing, Chain.of(context));
  }

  /** What is a part of the scope of a signature. */
  private static String scope(String word) {
    if (!Pattern.matches("[a-z0-9-]{1,64}", word)) {
      throw new IllegalArgumentException("cannot be a part of it");
    }
    return word;
  }
}
