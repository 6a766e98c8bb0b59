package io.countersign.session;

import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Live;
import io.countersign.spi.Probing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries sessions, and ends the last one that a login began when it is closed.
 *
 * @param left how long the last session that a login began is good still
 * @param begun that session; null before the first, and after the end
 */
record SessionAuthenticator(
    Authenticator carrying,
    Live<String> sessions,
    Supplier<Optional<Duration>> left,
    AtomicReference<@Nullable String> begun,
    Optional<Validation> validation,
    Optional<Logout> logout)
    implements Authenticator, Probing {

  @Override
  public AuthStep authenticate(AuthRequest request) {
    return carrying.authenticate(request);
  }

  @Override
  public CompletionStage<String> probe() {
    return validation.isEmpty()
        ? sessions.get().thenApply(any -> had(", not tried"))
        : validation.get().ask().thenApply(answer -> had("") + ", " + answer);
  }

  @Override
  public CompletionStage<Obtained> obtain() {
    return sessions.get().thenApply(session -> new Obtained(session, left.get()));
  }

  private String had(String more) {
    return begun.get() != null ? "logged in" : "has a session" + more;
  }

  @Override
  public void close() {
    String open = begun.getAndSet(null);
    if (open != null) {
      logout.ifPresent(call -> call.end(open));
    }
  }

  @Override
  public String toString() {
    return "SessionAuthenticator";
  }
}
