package io.countersign.basic;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Placing;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;

/**
 * {@code bearer}: a token that somebody else has issued, as {@code Authorization: Bearer token}
 * (RFC 6750 §2.1) unless the block says otherwise.
 *
 * <p>The token may hold whatever its place can carry: servers in the field take more than the
 * {@code b64token} of the RFC.
 */
public final class BearerProvider implements AuthProvider {
  private static final Setting<Secret> TOKEN =
      Setting.secret("token").describedAs("The token, without the word Bearer");
  private static final Placing PLACING = Placing.authorization("Bearer");

  /** For {@link java.util.ServiceLoader}. */
  public BearerProvider() {}

  @Override
  public String type() {
    return "bearer";
  }

  @Override
  public List<Setting<?>> settings() {
    return PLACING.after(TOKEN);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    return Authenticator.carrying(PLACING.place(settings, settings.get(TOKEN)));
  }
}
