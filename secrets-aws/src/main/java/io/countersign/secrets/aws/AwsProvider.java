package io.countersign.secrets.aws;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The source {@code aws}: the key {@code crm.client-secret} is the field {@code client-secret} of
 * the JSON in the secret {@code crm}; a key of one segment is a whole secret.
 */
public final class AwsProvider implements SecretResolverProvider {
  static final Setting<Optional<String>> REGION =
      Setting.word("region", "a region, as eu-west-1", word -> matching("[a-z0-9-]+", word))
          .optional()
          .describedAs("The region; else as the AWS SDK finds it, from AWS_REGION on");

  static final Setting<Optional<URI>> ENDPOINT =
      Setting.uri("endpoint")
          .optional()
          .describedAs("Where Secrets Manager answers, if not at the region's own address");

  static final Setting<String> PREFIX =
      Setting.word(
              "prefix",
              "letters, digits and any of /_+=.@-",
              word -> matching("[A-Za-z0-9/_+=.@-]*", word))
          .orElse("")
          .describedAs("What the name of every secret begins with, as prod/");

  static final Setting<Secret> ACCESS_KEY_ID =
      Setting.text("access-key-id").describedAs("The id of the access key");

  static final Setting<Secret> SECRET_ACCESS_KEY =
      Setting.secret("secret-access-key").describedAs("The access key itself");

  static final Setting<Optional<Secret>> SESSION_TOKEN =
      Setting.secret("session-token").optional().describedAs("What goes with a temporary key");

  static final Setting<Optional<Settings>> CREDENTIALS =
      Setting.block("credentials", List.of(ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN))
          .optional()
          .describedAs("An access key of its own; else as the AWS SDK finds one");

  @Override
  public String type() {
    return "aws";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(REGION, ENDPOINT, PREFIX, CREDENTIALS);
  }

  @Override
  public SecretResolver create(String name, Settings settings, AuthContext context) {
    return new AwsSecrets(settings, context);
  }

  private static String matching(String pattern, String word) {
    if (!Pattern.matches(pattern, word)) {
      throw new IllegalArgumentException("cannot be a part of it");
    }
    return word;
  }
}
