/** OAuth 2: tokens from a token endpoint. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the 2 is part of the name
module io.countersign.oauth2 {
  requires static transitive org.jspecify;
  requires transitive io.countersign;
  requires io.countersign.jwt;

  exports io.countersign.oauth2;

  provides io.countersign.spi.AuthProvider with
      io.countersign.oauth2.ClientCredentialsProvider,
      io.countersign.oauth2.JwtBearerProvider,
      io.countersign.oauth2.OAuth2Provider,
      io.countersign.oauth2.PasswordProvider,
      io.countersign.oauth2.RefreshTokenProvider,
      io.countersign.oauth2.TokenExchangeProvider;
}
