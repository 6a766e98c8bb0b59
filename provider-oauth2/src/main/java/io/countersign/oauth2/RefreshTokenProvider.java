package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.Map;

/**
 * {@code oauth2-refresh-token}: tokens for a refresh token (RFC 6749 §6). One that is good for one
 * use is replaced where tokens are kept, before its access token is used.
 */
public final class RefreshTokenProvider extends GrantProvider {
  private static final Setting<Secret> REFRESH_TOKEN =
      Setting.secret("refresh-token").describedAs("The refresh token that a person's consent gave");

  /** For {@link java.util.ServiceLoader}. */
  public RefreshTokenProvider() {
    super("oauth2-refresh-token", List.of(REFRESH_TOKEN));
  }

  @Override
  protected Map<String, String> grant(Settings settings, AuthContext context) {
    return Map.of("grant_type", "refresh_token");
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    TokenEndpoint endpoint = TokenEndpoint.of(settings, context);
    endpoint
        .dpop()
        .ifPresent(dpop ->
            dpop.checkRefreshTokenOf(
                ClientAuthentication.of(settings.get(Words.CLIENT_AUTHENTICATION))));
    RefreshFetch fetch = new RefreshFetch(endpoint, settings, context, settings.get(REFRESH_TOKEN));
    return TokenAuthenticator.of(settings, context, endpoint, fetch, fetch::close);
  }
}
