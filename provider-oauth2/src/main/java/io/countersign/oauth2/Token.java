package io.countersign.oauth2;

import io.countersign.spi.ReplyData;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An access token and what came with it. {@code toString} shows neither.
 *
 * @param value the token
 * @param lifetime how long it is good; empty if nobody said
 * @param refreshIn when the server wants it renewed
 * @param refreshToken what came with it, if one did
 * @param reply all of the reply; empty for a token that was given or kept
 */
record Token(
    String value,
    Optional<Duration> lifetime,
    Optional<Duration> refreshIn,
    Optional<String> refreshToken,
    Optional<ReplyData> reply,
    Map<String, String> attributes) {

  /** Makes one of which nothing else is known. */
  static Token of(String value, Optional<Duration> lifetime, Map<String, String> attributes) {
    return new Token(
        value, lifetime, Optional.empty(), Optional.empty(), Optional.empty(), attributes);
  }

  /** Returns what stands for {@code {{reply:…}}}. */
  String word(String pointer) {
    String usual = pointer.equals("/token_type") ? "Bearer" : "";
    return reply.flatMap(all -> all.at(pointer)).orElse(usual);
  }

  /** Two of the same text are the same token: it was not renewed. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Token token && token.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "Token";
  }
}
