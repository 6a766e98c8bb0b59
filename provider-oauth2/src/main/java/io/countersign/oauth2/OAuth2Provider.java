package io.countersign.oauth2;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;

/** {@code oauth2}: any grant that its name and {@code request.parameters} say (RFC 6749 §4.5). */
public final class OAuth2Provider extends GrantProvider {
  private static final Setting<String> GRANT =
      Setting.plain("grant").describedAs("The grant_type of the token request");

  /** For {@link java.util.ServiceLoader}. */
  public OAuth2Provider() {
    super("oauth2", List.of(GRANT));
  }

  @Override
  protected Map<String, String> grant(Settings settings, AuthContext context) {
    return Map.of("grant_type", settings.get(GRANT));
  }
}
