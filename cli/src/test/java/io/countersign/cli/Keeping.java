package io.countersign.cli;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code keeping}: puts something into the store of tokens when it is created. */
final class Keeping implements AuthProvider {
  @Override
  public String type() {
    return "keeping";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of();
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    try {
      return context
          .tokenStore()
          .exclusively(
              new TokenStore.Key(context.name(), "f1"),
              entry -> {
                entry.write("a refresh token");
                return Authenticator.none();
              });
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
