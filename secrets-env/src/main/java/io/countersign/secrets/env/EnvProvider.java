package io.countersign.secrets.env;

import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The source {@code env}: the key {@code crm.client-secret} is the variable {@code
 * CRM_CLIENT_SECRET}, else the content of the file that {@code CRM_CLIENT_SECRET_FILE} names.
 */
public final class EnvProvider implements SecretResolverProvider {
  static final Setting<String> PREFIX =
      Setting.word(
              "prefix",
              "letters, digits and underscores, not beginning with a digit",
              word -> matching("([A-Za-z_][A-Za-z0-9_]*)?", word))
          .orElse("")
          .describedAs("What every variable of a key begins with, as ACME_");

  static final Setting<String> FILE_SUFFIX =
      Setting.word(
              "file-suffix",
              "letters, digits and underscores",
              word -> matching("[A-Za-z0-9_]+", word))
          .orElse("_FILE")
          .describedAs("What the name of a variable that names a file ends with");

  @Override
  public String type() {
    return "env";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PREFIX, FILE_SUFFIX);
  }

  @Override
  public SecretResolver create(String name, Settings settings, AuthContext context) {
    return new EnvSecrets(context.environment(), settings.get(PREFIX), settings.get(FILE_SUFFIX));
  }

  private static String matching(String pattern, String word) {
    if (!Pattern.matches(pattern, word)) {
      throw new IllegalArgumentException("not a part of a variable's name");
    }
    return word;
  }
}
