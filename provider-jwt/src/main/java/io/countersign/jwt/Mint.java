package io.countersign.jwt;

import io.countersign.AuthException;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Live;
import io.countersign.spi.Settings;
import io.countersign.spi.TextTree;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Mints the tokens of one block. Thread-safe; {@code toString} shows nothing of it.
 *
 * <p>The key is read once, and again when a text that it is made of changes. Texts that cannot be
 * used, in the place of some that could, are warned of, and those before go on.
 */
public final class Mint {
  /** What belongs to settings of its own, or would change what is signed. */
  private static final Set<String> OWN_HEADERS =
      Set.of("alg", "kid", "x5t#S256", "x5t", "x5c", "b64");

  private final MintedTokens tokens;
  private final AuthContext context;

  private Mint(MintedTokens tokens, AuthContext context) {
    this.tokens = tokens;
    this.context = context;
  }

  /** What the block says beside its key. */
  private record Texts(Map<String, Object> claims, Map<String, Object> jose) {
    @Override
    public String toString() {
      return "Texts";
    }
  }

  static Mint of(Settings block, AuthContext context, Duration lifetime, List<Stamp> stamps) {
    if (lifetime.toSeconds() < 1) {
      throw new IllegalArgumentException("lifetime must be a second or more: exp counts seconds");
    }
    Live<Texts> texts =
        Live.both(
            claims(block.get(Minting.CLAIMS), stamps), jose(block.get(Minting.JOSE)), Texts::new);
    Recipe.Terms terms =
        new Recipe.Terms(
            lifetime.toSeconds(), block.get(Minting.BACKDATE).toSeconds(), List.copyOf(stamps));
    return of(KeyWords.keys(block), texts, terms, context);
  }

  /**
   * Returns what mints tokens that are signed with a secret which both sides know, and say what
   * they are asked for.
   *
   * @param algorithm {@code HS256} or its like
   * @param lifetime of each token
   * @throws IllegalArgumentException if the secret that is at hand cannot be used; the message is
   *     for the report
   */
  public static Mint sharing(
      String algorithm, Live<String> secret, Duration lifetime, AuthContext context) {
    Live<KeyAtHand> key =
        secret.map(text ->
            KeyAtHand.of(
                () -> JwtSigner.of(algorithm, SigningKey.secret(text)), signer -> Map.of()));
    Recipe.Terms terms =
        new Recipe.Terms(lifetime.toSeconds(), 0, List.of(Stamp.EXP, Stamp.IAT, Stamp.JTI));
    return of(key, Live.of(new Texts(Map.of(), Map.of())), terms, context);
  }

  private static Mint of(
      Live<KeyAtHand> key, Live<Texts> texts, Recipe.Terms terms, AuthContext context) {
    MintedTokens tokens =
        new MintedTokens(
            context.name(),
            Live.both(key, texts, (known, read) -> made(known, read, terms, context)));
    try {
      Recipe unused = tokens.recipe();
    } catch (AuthException unusable) {
      throw new IllegalArgumentException(unusable.getMessage());
    }
    return new Mint(tokens, context);
  }

  private static Live<Map<String, Object>> claims(TextTree tree, List<Stamp> stamps) {
    for (Stamp stamp : stamps) {
      if (Tree.object("claims", tree).containsKey(stamp.claim())) {
        throw new IllegalArgumentException(
            "claims."
                + stamp.claim()
                + " is filled in when a token is minted"
                + (stamp == Stamp.EXP ? ", from lifetime" : "")
                + "; leave it out of claims, or take "
                + stamp.claim()
                + " out of stamps");
      }
    }
    return Tree.members("claims", tree);
  }

  private static Live<Map<String, Object>> jose(TextTree tree) {
    for (String name : Tree.object("jose", tree).keySet()) {
      if (OWN_HEADERS.contains(name)) {
        throw new IllegalArgumentException(
            "jose."
                + name
                + " cannot be said here; the settings algorithm, kid, certificate and"
                + " certificate-headers say what the header tells of the key");
      }
    }
    return Tree.members("jose", tree);
  }

  private static MintedTokens.Made made(
      KeyAtHand key, Texts texts, Recipe.Terms terms, AuthContext context) {
    JwtSigner signer = key.signer();
    if (signer == null) {
      return new MintedTokens.Made(null, key.fault());
    }
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("typ", "JWT");
    header.putAll(texts.jose);
    header.remove("typ", Json.NULL);
    header.putAll(key.header());
    return new MintedTokens.Made(
        new Recipe(signer, signer.header(header), texts.claims, terms, context), null);
  }

  /**
   * Returns a token that nobody else has, for an assertion that is good once. It is signed on the
   * thread that asks, which an HSM may keep waiting.
   *
   * @param unlessWritten claims that the token has where the block does not write them: texts,
   *     numbers, booleans, lists and maps of those
   * @throws AuthException if it cannot be minted
   */
  public String fresh(Map<String, ?> unlessWritten) {
    return tokens.recipe().minted(context.clock().instant(), unlessWritten);
  }

  /** Returns the token that serves, minted once for each validity window. */
  public Live<String> tokens() {
    return tokens;
  }

  Optional<Duration> left() {
    return tokens.left();
  }

  @Override
  public String toString() {
    return "Mint";
  }
}
