package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code asking}: makes one call of its own when it is created. */
final class Asking implements AuthProvider {
  private static final Setting<URI> URL = Setting.uri("url");

  @Override
  public String type() {
    return "asking";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(URL);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    HttpCall call =
        new HttpCall("GET", settings.get(URL), Map.of(), Body.none(), Duration.ofSeconds(9));
    HttpReply reply = context.http().send(call).toCompletableFuture().join();
    assertThat(reply.status()).isEqualTo(204);
    return Authenticator.none();
  }
}
