package io.countersign.secrets.aws;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A type that wants a key, and keeps the ones that it got. */
final class KeyProvider implements AuthProvider {
  private static final Setting<Secret> KEY = Setting.secret("key").describedAs("The key");

  final Map<String, Secret> keys = new LinkedHashMap<>();

  @Override
  public String type() {
    return "key";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(KEY);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    keys.put(context.name(), settings.get(KEY));
    return Authenticator.none();
  }
}
