package io.countersign.basic;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Placing;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;

/** {@code api-key}: a key, as it is, wherever the block says that the API wants it. */
public final class ApiKeyProvider implements AuthProvider {
  private static final Setting<Secret> KEY = Setting.secret("key").describedAs("The key");
  private static final Placing PLACING = Placing.toBeSaid();

  /** For {@link java.util.ServiceLoader}. */
  public ApiKeyProvider() {}

  @Override
  public String type() {
    return "api-key";
  }

  @Override
  public List<Setting<?>> settings() {
    return PLACING.after(KEY);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    return Authenticator.carrying(PLACING.place(settings, settings.get(KEY)));
  }
}
