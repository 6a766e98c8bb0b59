package io.countersign.oauth2;

import io.countersign.jwt.Mint;
import io.countersign.jwt.Minting;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Settings;

/** What the tokens for an authorization server have in common (RFC 7523 §3). */
final class Assertions {
  private Assertions() {}

  /** Returns how the server is named as an audience, unless the block says otherwise. */
  static String server(Settings settings) {
    return settings
        .get(Words.TOKEN_URL)
        .or(() -> settings.get(Words.ISSUER))
        .orElseThrow()
        .toString();
  }

  /**
   * Returns what mints the tokens of a nested block.
   *
   * @throws IllegalArgumentException if it cannot; the message names the block, for the report
   */
  static Mint mint(Minting minting, Settings block, AuthContext context) {
    try {
      return minting.of(block, context);
    } catch (IllegalArgumentException unusable) {
      String path = block.path();
      throw new IllegalArgumentException(
          path.substring(path.lastIndexOf('.') + 1) + "." + unusable.getMessage());
    }
  }
}
