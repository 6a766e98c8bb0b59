package io.countersign.examples.tenantkey;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Credentials;
import io.countersign.spi.Fresh;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Trades a key for a token of ten minutes, and sends that as {@code X-Session}. */
public final class TenantSessionProvider implements AuthProvider {
  private static final Setting<URI> URL = Setting.uri("url").describedAs("Where sessions begin");
  private static final Setting<Secret> KEY = Setting.secret("key").describedAs("The API key");

  @Override
  public String type() {
    return "tenant-session";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(URL, KEY);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    Authenticator key =
        Authenticator.carrying(settings.get(KEY).map(value -> Credentials.header("X-Key", value)));
    HttpTransport calls = context.http(key);
    URI url = settings.get(URL);
    Live<String> token =
        Refreshing.of(
            context,
            atMost -> {
              long sent = context.nanoTime();
              return calls
                  .send(HttpCall.of("POST", url, Credentials.none(), atMost))
                  .thenApply(reply -> Fresh.of(token(reply), sent, Duration.ofMinutes(10)));
            });
    return Authenticator.carrying(token.map(value -> Credentials.header("X-Session", value)));
  }

  private static String token(HttpReply reply) {
    if (reply.status() == 200) {
      return StandardCharsets.UTF_8.decode(reply.body().content()).toString();
    }
    throw new AuthException(
        switch (reply.status()) {
          case 401, 403 -> Category.REFUSED;
          case 429, 500, 502, 503, 504 -> Category.TRANSIENT;
          default -> Category.PROTOCOL;
        },
        "its session call was answered " + reply.status());
  }
}
