package io.countersign.examples.tenantkey;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Credentials;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;

/** Sends {@code X-Key: tenant:key}, as {@code type = tenant-key} says. */
public final class TenantKeyProvider implements AuthProvider {
  private static final Setting<String> TENANT =
      Setting.plain("tenant").describedAs("Tenant the key belongs to");
  private static final Setting<Secret> KEY =
      Setting.secret("key").describedAs("The tenant's API key");

  /** For discovery. */
  public TenantKeyProvider() {}

  @Override
  public String type() {
    return "tenant-key";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(TENANT, KEY);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    String tenant = settings.get(TENANT);
    return Authenticator.carrying(
        settings.get(KEY).map(key -> Credentials.header("X-Key", tenant + ":" + key)));
  }
}
