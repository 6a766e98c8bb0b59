package io.countersign.basic;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;

/** {@code composite}: the credentials of several authenticators on one request. */
public final class CompositeProvider implements AuthProvider {
  private static final Setting<List<Authenticator>> PARTS =
      Setting.parts("parts")
          .describedAs(
              "The authenticators, each a block or the name of another; a signer stands last");

  /** For {@link java.util.ServiceLoader}. */
  public CompositeProvider() {}

  @Override
  public String type() {
    return "composite";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PARTS);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    List<Authenticator> parts = settings.get(PARTS);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("parts is empty; it needs one authenticator at least");
    }
    return Authenticator.all(parts);
  }
}
