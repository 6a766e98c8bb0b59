package io.countersign.secrets.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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

  /** What the format of ISO 8601 has, too. */
  private static final String TIME = "([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}([.][0-9]{1,9})?s)?";

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

  /** As {@link #flag}; as Go writes it, or a count of seconds. */
  Optional<Duration> time(String name) {
    return text(name)
        .map(text -> {
          if (text.matches("[0-9]{1,9}ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
          }
          String time = text.matches("[0-9]{1,9}") ? text + "s" : text;
          if (!time.matches(TIME)) {
            throw new IllegalArgumentException(name + " is to be a time, as 30s");
          }
          return Duration.parse("PT" + time);
        });
  }

  @Override
  public String toString() {
    return "Variables";
  }
}
