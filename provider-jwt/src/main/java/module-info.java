/** Signed tokens that are minted here, and the signer behind them. */
@org.jspecify.annotations.NullMarked
module io.countersign.jwt {
  requires static transitive org.jspecify;
  requires transitive io.countersign;
  requires com.nimbusds.jose.jwt;

  exports io.countersign.jwt;

  uses java.security.Provider;

  provides io.countersign.spi.AuthProvider with
      io.countersign.jwt.JwtProvider;
}
