package io.countersign.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.Countersign;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import io.countersign.testkit.MapSecrets;
import java.net.URI;
import java.util.Map;

/** Authenticators of a configuration, and the secrets that are there. */
final class Blocks {
  private final MapSecrets secrets = new MapSecrets();
  private final String authenticators;

  Blocks(String authenticators) {
    this.authenticators = authenticators;
  }

  /** Puts a secret under this key; its value is the key with an exclamation mark. */
  Blocks holding(String... keys) {
    for (String key : keys) {
      secrets.put(key, key + "!");
    }
    return this;
  }

  Countersign countersign() {
    return Countersign.builder()
        .resolver(secrets)
        .of(
            ConfigFactory.parseString(
                    "countersign.secrets.priority = [map]\ncountersign.authenticators {\n"
                        + authenticators
                        + "\n}")
                .resolve());
  }

  /** Returns what a request goes out as: its path with query, then its headers. */
  String sent(String name, String address) {
    try (Countersign countersign = countersign()) {
      return sent(countersign, name, address);
    }
  }

  static String sent(Countersign countersign, String name, String address) {
    Move move =
        AuthExchange.of(
                countersign.authenticator(name),
                AuthRequest.of("GET", URI.create(address), Map.of(), Body.none()),
                RequestBody.inHand(),
                true)
            .first();
    assertThat(move).isInstanceOf(Move.Transmit.class);
    AuthRequest request = ((Move.Transmit) move).request();
    return request.uri().getRawPath()
        + (request.uri().getRawQuery() == null ? "" : "?" + request.uri().getRawQuery())
        + " "
        + request.headers();
  }

  /** Returns what is wrong, as a person reads it. */
  String report(String... names) {
    try (Countersign countersign = countersign()) {
      AuthConfigException report =
          catchThrowableOfType(AuthConfigException.class, () -> countersign.ready(names));
      assertThat(report).isNotNull();
      assertThat(report.getMessage()).doesNotContain("!");
      return report.getMessage();
    }
  }
}
