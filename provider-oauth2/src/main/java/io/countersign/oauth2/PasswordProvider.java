package io.countersign.oauth2;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code oauth2-password}: tokens for a user's name and password (RFC 6749 §4.3). */
public final class PasswordProvider extends GrantProvider {
  private static final Setting<Secret> USERNAME = Setting.text("username").describedAs("The user");
  private static final Setting<Secret> PASSWORD =
      Setting.secret("password").describedAs("The user's password");

  /** For {@link java.util.ServiceLoader}. */
  public PasswordProvider() {
    super("oauth2-password", List.of(USERNAME, PASSWORD));
  }

  @Override
  protected Map<String, String> grant(Settings settings, AuthContext context) {
    Map<String, String> grant = new LinkedHashMap<>();
    grant.put("grant_type", "password");
    grant.put("username", settings.get(USERNAME).reveal());
    grant.put("password", settings.get(PASSWORD).reveal());
    return grant;
  }
}
