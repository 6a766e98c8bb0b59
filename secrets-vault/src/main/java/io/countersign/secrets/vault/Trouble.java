package io.countersign.secrets.vault;

import io.countersign.AuthException;
import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup.Failed;
import io.countersign.spi.Lookup.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why there is no answer to a question: what was really asked, what came of it, and what to do.
 * Shows no secret, and nothing that the server wrote.
 */
final class Trouble extends Exception {
  private static final long serialVersionUID = 1L;

  private final Failure failure;
  private final transient Attempt attempt;
  private final String remedy;
  private final Passes passes;
  private final transient Optional<Duration> retryAfter;

  /** Whether the same call may be answered a moment later. */
  enum Passes {
    /** It will not. */
    NO,
    /** It will not, and the server has not got the call. */
    UNSENT,
    /** It may; whether the server has looked at the call, nobody knows. */
    PERHAPS,
    /** It may, and the server has not looked at the call. */
    UNSEEN
  }

  private Trouble(
      Failure failure,
      Attempt attempt,
      String remedy,
      Passes passes,
      Optional<Duration> retryAfter) {
    super(attempt.where() + ": " + attempt.outcome() + "; " + remedy, null, false, false);
    this.failure = failure;
    this.attempt = attempt;
    this.remedy = remedy;
    this.passes = passes;
    this.retryAfter = retryAfter;
  }

  /** The question makes no sense there, or what is there cannot be used. */
  static Trouble invalid(String outcome, String name, Object place, String remedy) {
    return of(Failure.INVALID, outcome, name, place, remedy);
  }

  /** Somebody says no. */
  static Trouble denied(String outcome, String name, Object place, String remedy) {
    return of(Failure.DENIED, outcome, name, place, remedy);
  }

  /** The server cannot be asked now, whatever the question is. */
  static Trouble unavailable(String outcome, Server server, String remedy) {
    return of(Failure.UNAVAILABLE, outcome, server.toString(), "", remedy);
  }

  private static Trouble of(
      Failure failure, String outcome, String name, Object place, String remedy) {
    return new Trouble(
        failure, new Attempt(outcome, name, place.toString()), remedy, Passes.NO, Optional.empty());
  }

  /**
   * Returns it as one that may pass.
   *
   * @param wait how long the server wants to be left alone, where it says that
   */
  Trouble passing(Passes how, Optional<Duration> wait) {
    return new Trouble(failure, attempt, remedy, how, wait);
  }

  /**
   * Returns whether the server as such cannot be asked now; what may be so of one question alone
   * does not say it.
   */
  boolean isOutage() {
    return failure == Failure.UNAVAILABLE && passes != Passes.PERHAPS;
  }

  /** Returns whether somebody says no. */
  boolean isRefusal() {
    return failure == Failure.DENIED;
  }

  /** Returns whether the same call may be answered a moment later. */
  Passes passes() {
    return passes;
  }

  /** Returns whether the server has surely not looked at the call. */
  boolean isUnseen() {
    return passes == Passes.UNSENT || passes == Passes.UNSEEN;
  }

  /** Returns how long the server wants to be left alone, where it says that. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Returns it as the answer for a reference. */
  Failed lookup() {
    return new Failed(failure, List.of(attempt), remedy);
  }

  /** Returns it as the failure of a login: what was refused is not tried again as it was. */
  AuthException ofLogin() {
    AuthException.Category category =
        switch (failure) {
          case DENIED -> AuthException.Category.REAUTHORIZATION_REQUIRED;
          case UNAVAILABLE -> AuthException.Category.TRANSIENT;
          case INVALID -> AuthException.Category.PROTOCOL;
        };
    AuthException known = new AuthException(category, String.valueOf(getMessage()));
    return retryAfter.map(known::retryAfter).orElse(known);
  }
}
