package io.countersign.secrets.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The standard variables of Vault and OpenBao; what the block writes comes before them. */
record Variables(Map<String, String> environment) {
  static final String ADDRESS = "VAULT_ADDR";
  static final String NAMESPACE = "VAULT_NAMESPACE";
  static final String TOKEN = "VAULT_TOKEN";
  static final String AUTHORITIES = "VAULT_CACERT";
  static final String CERTIFICATE = "VAULT_CLIENT_CERT";
  static final String KEY = "VAULT_CLIENT_KEY";
  static final String SERVER_NAME = "VAULT_TLS_SERVER_NAME";
  static final String SKIP_VERIFY = "VAULT_SKIP_VERIFY";
  static final String TIMEOUT = "VAULT_CLIENT_TIMEOUT";
  static final String RETRIES = "VAULT_MAX_RETRIES";

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|)");

  /** Returns what it says; empty if it is not set, or to nothing. */
  Optional<String> text(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  Optional<Path> path(String name) {
    return text(name).map(Path::of);
  }

  /**
   * Returns what it says.
   *
   * @throws IllegalArgumentException if that is no such thing; the message does not show it
   */
  boolean flag(String name) {
    return text(name)
        .map(text -> {
          if (!text.matches("(?i)1|t|true|0|f|false")) {
            throw new IllegalArgumentException(name + " is to be true or false");
          }
          return text.matches("(?i)1|t|true");
        })
        .orElse(false);
  }

  /** As {@link #flag}. */
  Optional<Integer> number(String name) {
    return text(name)
        .map(text -> {
          if (!text.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(name + " is to be a number");
          }
          return Integer.valueOf(text);
        });
  }

  /** As {@link #flag}; without a unit it counts seconds. */
  Optional<Duration> time(String name) {
    return text(name)
        .map(text -> {
          Matcher parts = TIME.matcher(text);
          if (!parts.matches()) {
            throw new IllegalArgumentException(name + " is to be a time, as 30s");
          }
          long count = Long.parseLong(parts.group(1));
          return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofSeconds(count);
          };
        });
  }

  @Override
  public String toString() {
    return "Variables";
  }
}
