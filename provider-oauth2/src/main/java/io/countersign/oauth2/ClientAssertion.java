package io.countersign.oauth2;

import io.countersign.jwt.Mint;
import io.countersign.jwt.Minting;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The token by which a client says who it is; a new one for each call (RFC 7523 §2.2 and §3). */
final class ClientAssertion {
  static final Setting<Optional<Secret>> AUDIENCE =
      Setting.text("client-assertion-audience")
          .optional()
          .describedAs(
              "Whom the token of client_secret_jwt or private_key_jwt is for; else the token"
                  + " endpoint, or the issuer where the block names that");
  static final Setting<Optional<String>> ALGORITHM =
      Setting.oneOf("client-assertion-algorithm", "HS256", "HS384", "HS512")
          .optional()
          .describedAs("How the token of client_secret_jwt is signed; HS256 unless it is said");

  private static final Minting MINTING = Minting.lasting("1 min", "exp", "iat", "jti");

  static final Setting<Optional<Settings>> BLOCK =
      Setting.block("client-assertion", MINTING.settings())
          .when(Words.CLIENT_AUTHENTICATION, "private_key_jwt")
          .describedAs("The token that the client signs, and with what");

  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Settings settings;
  private final Mint mint;

  private ClientAssertion(Settings settings, Mint mint) {
    this.settings = settings;
    this.mint = mint;
  }

  /**
   * Returns that of a block, if its client authenticates so.
   *
   * @throws IllegalArgumentException if what it is signed with cannot be used; the message is for
   *     the report
   */
  static Optional<ClientAssertion> of(
      ClientAuthentication how, Settings settings, AuthContext context) {
    if (how != ClientAuthentication.CLIENT_SECRET_JWT) {
      refuseUnused(settings);
    }
    return switch (how) {
      case CLIENT_SECRET_JWT ->
          Optional.of(new ClientAssertion(settings, shared(settings, context)));
      case PRIVATE_KEY_JWT ->
          Optional.of(
              new ClientAssertion(
                  settings, Assertions.mint(MINTING, settings.get(BLOCK).orElseThrow(), context)));
      default -> Optional.empty();
    };
  }

  private static void refuseUnused(Settings settings) {
    if (settings.get(ALGORITHM).isPresent()) {
      throw new IllegalArgumentException(
          "client-assertion-algorithm is for client-authentication = client_secret_jwt; leave it"
              + " out, or write client-assertion { algorithm = … } for private_key_jwt");
    }
  }

  private static Mint shared(Settings settings, AuthContext context) {
    try {
      return Mint.sharing(
          settings.get(ALGORITHM).orElse("HS256"),
          settings.get(Words.CLIENT_SECRET).orElseThrow(),
          LIFETIME,
          context);
    } catch (IllegalArgumentException unusable) {
      throw new IllegalArgumentException("client-secret cannot be used: " + unusable.getMessage());
    }
  }

  /** Returns the parameters that carry a new one. */
  Map<String, String> parameters(String client) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", client);
    claims.put("sub", client);
    claims.put(
        "aud",
        settings.get(AUDIENCE).map(Secret::reveal).orElseGet(() -> Assertions.server(settings)));
    return Map.of("client_assertion_type", TYPE, "client_assertion", mint.fresh(claims));
  }
}
