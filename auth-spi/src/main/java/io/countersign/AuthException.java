package io.countersign;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A request could not be authenticated.
 *
 * <p>The message says what happened and what to do, and shows nothing of a secret or of a body.
 */
public final class AuthException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, so that a caller can act on it. */
  public enum Category {
    /** This request cannot carry these credentials (origin, placement, body); nothing was sent. */
    REQUEST,
    /** A person must act: the grant or the session is over and cannot be renewed from here. */
    REAUTHORIZATION_REQUIRED,
    /** It may pass by itself; {@link #retryAfter()} says when to try again, where it is known. */
    TRANSIENT,
    /** The other side answered something that its protocol does not allow. */
    PROTOCOL,
    /** The other side refused the credentials. */
    REFUSED
  }

  private final Category category;
  private final String detail;
  private final transient @org.jspecify.annotations.Nullable String authenticator;
  private final transient @org.jspecify.annotations.Nullable Duration retryAfter;

  /** Makes one without a name: the engine adds the name of the authenticator on the way out. */
  public AuthException(Category category, String message) {
    this(category, message, null, null, null);
  }

  private AuthException(
      Category category,
      String detail,
      @org.jspecify.annotations.Nullable String authenticator,
      @org.jspecify.annotations.Nullable Duration retryAfter,
      @org.jspecify.annotations.Nullable Throwable cause) {
    super(authenticator == null ? detail : authenticator + ": " + detail, cause);
    this.category = Objects.requireNonNull(category, "category");
    this.detail = detail;
    this.authenticator = authenticator;
    this.retryAfter = retryAfter;
  }

  /** Returns the same failure, saying when it is worth trying again. */
  public AuthException retryAfter(Duration delay) {
    return new AuthException(category, detail, authenticator, delay, this);
  }

  /** Returns the same failure under the name of its authenticator; the first name given stays. */
  public AuthException of(String name) {
    return authenticator != null
        ? this
        : new AuthException(category, detail, name, retryAfter, this);
  }

  /** Returns what kind of failure it is. */
  public Category category() {
    return category;
  }

  /** Returns the name of the authenticator; empty where none was involved. */
  public Optional<String> authenticator() {
    return Optional.ofNullable(authenticator);
  }

  /** Returns how long to wait before another try, where the other side or the back-off says so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
