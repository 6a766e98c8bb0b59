package io.countersign;

import java.util.Objects;
import java.util.Optional;

/**
 * Hears what becomes of tokens and secrets: for metrics and for alarms. An event never holds a
 * value.
 *
 * <p>Called by whichever thread something happened on, so it must be thread-safe and must not
 * block; what it throws is dropped, with one warning.
 */
@FunctionalInterface
public interface AuthEvents {

  /** Takes an event. */
  void on(Event event);

  /** Hears nothing. */
  static AuthEvents none() {
    return event -> {};
  }

  /** What happened. */
  enum Kind {
    /** A first token, or session, came. */
    OBTAINED,
    /** Another came in its place. */
    RENEWED,
    /** It could not be obtained or renewed; the event says why. */
    FAILED,
    /** It came after failures. */
    RECOVERED,
    /** The API refused it, and another is asked for. */
    REFUSED,
    /** A secret was read again and has changed, or the other side replaced a refresh token. */
    ROTATED
  }

  /**
   * One event.
   *
   * @param authenticator the name of the block, or of the secret that rotated
   * @param failure what happened to it, if it failed
   */
  record Event(Kind kind, String authenticator, Optional<AuthException> failure) {
    /** Refuses nulls. */
    public Event {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(authenticator, "authenticator");
      Objects.requireNonNull(failure, "failure");
    }

    /** Makes one of no failure. */
    public Event(Kind kind, String authenticator) {
      this(kind, authenticator, Optional.empty());
    }
  }
}
