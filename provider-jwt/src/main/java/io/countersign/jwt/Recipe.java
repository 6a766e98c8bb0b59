package io.countersign.jwt;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Refreshing;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What tokens are made of, apart from the time, and the one of them that serves now. */
final class Recipe {
  private static final int ID_BYTES = 16;

  private final JwtSigner signer;
  private final JwtSigner.Header header;
  private final Map<String, Object> claims;
  private final Terms terms;
  private final AuthContext context;
  private final Refreshing<String> tokens;

  /**
   * What the block says of time.
   *
   * @param lifetime whole seconds
   * @param backdate whole seconds
   */
  record Terms(long lifetime, long backdate, List<Stamp> stamps) {}

  Recipe(
      JwtSigner signer,
      JwtSigner.Header header,
      Map<String, Object> claims,
      Terms terms,
      AuthContext context) {
    this.signer = signer;
    this.header = header;
    this.claims = claims;
    this.terms = terms;
    this.context = context;
    this.tokens =
        Refreshing.of(context, atMost -> CompletableFuture.completedFuture(freshForAll()));
  }

  /** Returns the token of each validity window. */
  Refreshing<String> tokens() {
    return tokens;
  }

  private Fresh<String> freshForAll() {
    long nanos = context.nanoTime();
    Instant now = context.clock().instant();
    Duration left =
        terms.stamps.contains(Stamp.EXP)
            ? Duration.between(now, Instant.ofEpochSecond(now.getEpochSecond() + terms.lifetime))
            : Duration.ofSeconds(terms.lifetime);
    return Fresh.of(minted(now, Map.of()), nanos, left);
  }

  /** Signs one more token; what the block writes wins. */
  String minted(Instant now, Map<String, ?> unlessWritten) {
    Map<String, Object> all = new LinkedHashMap<>(unlessWritten);
    all.putAll(claims);
    for (Stamp stamp : terms.stamps) {
      all.put(stamp.claim(), stamped(stamp, now.getEpochSecond()));
    }
    return signer.sign(header, Json.bytes(all));
  }

  private Object stamped(Stamp stamp, long now) {
    return switch (stamp) {
      case EXP -> now + terms.lifetime;
      case IAT, NBF -> now - terms.backdate;
      case JTI -> {
        byte[] id = new byte[ID_BYTES];
        context.random().nextBytes(id);
        yield Base64.getUrlEncoder().withoutPadding().encodeToString(id);
      }
    };
  }

  @Override
  public String toString() {
    return "Recipe";
  }
}
