package io.countersign.basic;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;

/** {@code none}: requests go out as they are, said so on purpose. */
public final class NoneProvider implements AuthProvider {

  /** For {@link java.util.ServiceLoader}. */
  public NoneProvider() {}

  @Override
  public String type() {
    return "none";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    return Authenticator.none();
  }
}
