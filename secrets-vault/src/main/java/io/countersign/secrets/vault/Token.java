package io.countersign.secrets.vault;

import io.countersign.spi.ReplyData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A token, and what the server said of it. Nothing of it is ever shown but the first four
 * characters of its accessor. Two are equal if the server sees no difference.
 */
final class Token {
  private static final int SHOWN = 4;
  private static final int POLICIES = 20;
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String value;
  private final Duration life;
  private final Duration granted;
  private final boolean renewable;

  /** Who the server says a token is, as far as it may be shown. */
  record Holder(String accessor, List<String> policies) {

    /** Reads what stands below a pointer; nothing of it need be there. */
    static Holder of(ReplyData reply, String below) {
      List<String> policies = new ArrayList<>();
      for (int i = 0; i < POLICIES; i++) {
        reply.text(below + "/policies/" + i).ifPresent(policies::add);
      }
      String accessor = reply.text(below + "/accessor").orElse("");
      return new Holder(
          accessor.substring(0, Math.min(SHOWN, accessor.length())), List.copyOf(policies));
    }

    @Override
    public String toString() {
      return "token"
          + (accessor.isEmpty() ? "" : " accessor " + accessor + "…")
          + ", policies "
          + policies;
    }
  }

  private Token(String value, Duration life, Duration granted, boolean renewable) {
    this.value = value;
    this.life = life;
    this.granted = granted;
    this.renewable = renewable;
  }

  /** Returns one of which nothing is known. */
  static Token unknown(String value) {
    return new Token(value, Duration.ZERO, Duration.ZERO, false);
  }

  /** Returns the token that a login gave; empty if the reply has none. */
  static Optional<Token> granted(ReplyData reply) {
    Duration life = seconds(reply, "/auth/lease_duration");
    return reply
        .text("/auth/client_token")
        .filter(value -> value.matches("[!-~]+"))
        .map(value -> new Token(value, life, life, isTrue(reply, "/auth/renewable")));
  }

  /** Returns it as the server knows it, which was asked who it is. */
  Token looked(ReplyData reply) {
    Duration left = seconds(reply, "/data/ttl");
    Duration whole = seconds(reply, "/data/creation_ttl");
    return new Token(value, left, whole, isTrue(reply, "/data/renewable"));
  }

  /** Returns it as it is after its renewal. */
  Token renewed(ReplyData reply) {
    Duration next = seconds(reply, "/auth/lease_duration");
    return new Token(value, next, granted, isTrue(reply, "/auth/renewable"));
  }

  private static Duration seconds(ReplyData reply, String pointer) {
    String said = reply.at(pointer).orElse("");
    Duration time =
        said.matches("[0-9]{1,12}") ? Duration.ofSeconds(Long.parseLong(said)) : Duration.ZERO;
    return Deadline.least(time, LONGEST);
  }

  private static boolean isTrue(ReplyData reply, String pointer) {
    return reply.at(pointer).orElse("").equals("true");
  }

  String value() {
    return value;
  }

  /** Returns how long it is good, from when the server was asked; zero for no end. */
  Duration life() {
    return life;
  }

  boolean isRenewable() {
    return renewable && !life.isZero();
  }

  /** Returns whether it lives on for less than half of what it was granted: it nears its end. */
  boolean isFading() {
    return life.compareTo(granted.dividedBy(2)) < 0;
  }

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
