package io.countersign.jwt;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Placing;
import io.countersign.spi.Probing;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * {@code jwt}: a token that is signed here (RFC 7519), as {@code Authorization: Bearer token}
 * unless the block says otherwise. It is minted once for each validity window.
 */
public final class JwtProvider implements AuthProvider {
  private static final Minting MINTING = Minting.lasting("20 min", "exp", "iat");
  private static final Placing PLACING = Placing.authorization("Bearer");

  /** For {@link java.util.ServiceLoader}. */
  public JwtProvider() {}

  @Override
  public String type() {
    return "jwt";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(MINTING.settings(), PLACING.settings()).flatMap(List::stream).toList();
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    Mint mint = MINTING.of(settings, context);
    return new Carrying(mint, Authenticator.carrying(PLACING.place(settings, mint.tokens())));
  }

  private record Carrying(Mint mint, Authenticator carrying) implements Authenticator, Probing {
    @Override
    public AuthStep authenticate(AuthRequest request) {
      return carrying.authenticate(request);
    }

    @Override
    public CompletionStage<String> probe() {
      return mint.tokens().get().thenApply(token -> "minted a token");
    }

    @Override
    public CompletionStage<Obtained> obtain() {
      return mint.tokens().get().thenApply(token -> new Obtained(token, mint.left()));
    }

    @Override
    public String toString() {
      return "JwtAuthenticator";
    }
  }
}
