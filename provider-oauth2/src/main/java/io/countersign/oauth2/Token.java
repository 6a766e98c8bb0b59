package io.countersign.oauth2;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An access token and what came with it. {@code toString} shows neither.
 *
 * @param value the token
 * @param lifetime how long it is good; empty if nobody said
 * @param refreshIn when the server wants it renewed
 * @param said what the block wants to know of the reply, by JSON pointers
 * @param key what it is bound to; empty for a bearer token
 */
record Token(
    String value,
    Optional<Duration> lifetime,
    Optional<Duration> refreshIn,
    Map<String, String> said,
    Optional<ProofKey> key) {

  /** Where a reply says how the token is carried; it may leave that out. */
  static final String TYPE = "/token_type";

  /** Returns one that no reply of now has brought. */
  static Token of(String value, Optional<Duration> lifetime, Map<String, String> said) {
    return new Token(value, lifetime, Optional.empty(), said, Optional.empty());
  }

  /** Returns it as one that is bound to this key. */
  Token boundTo(Optional<ProofKey> owner) {
    return new Token(value, lifetime, refreshIn, said, owner);
  }

  /** Returns what stands for {@code {{reply:…}}}. */
  String word(String pointer) {
    return said.getOrDefault(pointer, pointer.equals(TYPE) ? type() : "");
  }

  private String type() {
    return key.isPresent() ? Dpop.SCHEME : "Bearer";
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
