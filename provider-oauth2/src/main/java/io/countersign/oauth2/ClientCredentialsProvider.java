package io.countersign.oauth2;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;

/** {@code oauth2-client-credentials}: the client gets tokens for itself (RFC 6749 §4.4). */
public final class ClientCredentialsProvider extends GrantProvider {

  /** For {@link java.util.ServiceLoader}. */
  public ClientCredentialsProvider() {
    super("oauth2-client-credentials", List.of());
  }

  @Override
  protected Map<String, String> grant(Settings settings, AuthContext context) {
    return Map.of("grant_type", "client_credentials");
  }
}
