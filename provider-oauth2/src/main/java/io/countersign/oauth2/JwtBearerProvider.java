package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.jwt.Mint;
import io.countersign.jwt.Minting;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code oauth2-jwt-bearer}: a token that is signed here is the grant (RFC 7523 §2.1), for whomever
 * its {@code sub} names. A new one is signed for each token request.
 */
public final class JwtBearerProvider extends GrantProvider {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Minting MINTING = Minting.lasting("5 min", "exp", "iat", "jti");

  private static final Setting<Secret> CLIENT_ID =
      Setting.text("client-id")
          .orElse("")
          .describedAs("The client, where it is named beside the assertion");
  private static final Setting<Settings> ASSERTION =
      Setting.block("assertion", MINTING.settings())
          .orElse(Map.of())
          .describedAs(
              "The token that is the grant; iss is client-id and aud the token endpoint, or the"
                  + " issuer, unless claims say otherwise");

  /** For {@link java.util.ServiceLoader}. */
  public JwtBearerProvider() {
    super(
        "oauth2-jwt-bearer",
        List.of(ASSERTION, CLIENT_ID, Words.CLIENT_AUTHENTICATION.orElse("none")));
  }

  @Override
  protected Map<String, String> grant(Settings settings, AuthContext context) {
    return Map.of("grant_type", GRANT);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    TokenEndpoint endpoint = TokenEndpoint.of(settings, context);
    Mint mint = Assertions.mint(MINTING, settings.get(ASSERTION), context);
    return TokenAuthenticator.of(
        settings,
        context,
        endpoint,
        new SimpleFetch(endpoint, settings, context, () -> signed(settings, context, mint)),
        () -> {});
  }

  private Map<String, String> signed(Settings settings, AuthContext context, Mint mint) {
    Map<String, Object> claims = new LinkedHashMap<>();
    String client = settings.get(CLIENT_ID).reveal();
    if (!client.isEmpty()) {
      claims.put("iss", client);
    }
    claims.put("aud", Assertions.server(settings));
    Map<String, String> grant = new LinkedHashMap<>(grant(settings, context));
    grant.put("assertion", mint.fresh(claims));
    return grant;
  }
}
