package io.countersign.jwt;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TextTree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The settings by which a block says what token is minted: those of the type {@code jwt}, its
 * placing aside, for whatever block holds some of the kind.
 */
public final class Minting {
  static final Setting<TextTree> CLAIMS =
      Setting.tree("claims").orElse(Map.of()).describedAs("What the token says");
  static final Setting<TextTree> JOSE =
      Setting.tree("jose")
          .orElse(Map.of())
          .describedAs("Members of its header; typ is JWT unless it is said here, null for none");
  static final Setting<Duration> BACKDATE =
      Setting.duration("backdate")
          .orElse("0 s")
          .describedAs("How far iat and nbf lie back, for a server whose clock is behind");

  private final Setting<Duration> lifetime;
  private final Setting<List<Stamp>> stamps;

  private Minting(Setting<Duration> lifetime, Setting<List<Stamp>> stamps) {
    this.lifetime = lifetime;
    this.stamps = stamps;
  }

  /**
   * Returns the settings of a block whose tokens, unless it says otherwise, live so long and have
   * these claims filled in.
   *
   * @param lifetime as the configuration would write it
   * @param stamps of {@code exp}, {@code iat}, {@code nbf} and {@code jti}
   */
  public static Minting lasting(String lifetime, String... stamps) {
    return new Minting(
        Setting.duration("lifetime")
            .orElse(lifetime)
            .describedAs("How long a token is good; the next one is minted in time"),
        Setting.list("stamps", "exp, iat, nbf or jti", Stamp::of)
            .orElse(List.of(stamps))
            .describedAs("Which claims are filled in when a token is minted: exp, iat, nbf, jti"));
  }

  /** Returns the settings, to be listed in the block. */
  public List<Setting<?>> settings() {
    return Stream.concat(KeyWords.ALL.stream(), Stream.of(CLAIMS, JOSE, lifetime, BACKDATE, stamps))
        .toList();
  }

  /**
   * Returns what mints the tokens of a block.
   *
   * @throws IllegalArgumentException if the settings do not go together, or the key that is at hand
   *     cannot be used; the message is for the report
   */
  public Mint of(Settings block, AuthContext context) {
    return Mint.of(block, context, block.get(lifetime), block.get(stamps));
  }
}
