package io.countersign.secrets.vault;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Refreshing;
import io.countersign.spi.ReplyData;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The token of a source: one login, however many read. It is renewed by the first who reads after
 * two thirds of its life, and where that helps no more, the login is made again. Only one that
 * cannot be had again is renewed by a timer. Thread-safe.
 */
final class Tokens implements AutoCloseable {
  private static final String RENEW = "auth/token/renew-self";
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

  /** In which an executor that has a thread has begun what it was given. */
  private static final Duration BEGUN = Duration.ofMillis(100);

  private final Calls calls;
  private final Login login;
  private final Inputs inputs;
  private final WaitedFor context;
  private final Refreshing<Token> kept;
  private volatile @Nullable Token last;
  private volatile @Nullable Token refused;
  private volatile @Nullable Trouble why;
  private CompletableFuture<Void> alarm = CompletableFuture.completedFuture(null);
  private boolean closed;

  Tokens(Calls calls, Login login, Inputs inputs, AuthContext context) {
    this.calls = calls;
    this.login = login;
    this.inputs = inputs;
    this.context = WaitedFor.of(context);
    this.kept = Refreshing.of(this.context, this::fetch).from(inputs);
  }

  /** Returns the token, obtaining it if there is none. */
  Token get(Deadline deadline) throws Trouble {
    Token token = kept.now();
    if (token == null) {
      return awaited(kept.get(), deadline);
    }
    return login.isStill(token) ? token : another(token, deadline);
  }

  /** Returns another than this, which the server refused; an equal one if there is no other. */
  Token another(Token than, Deadline deadline) throws Trouble {
    refused = than;
    return awaited(kept.refused(than), deadline);
  }

  /** Returns what to do where the server does not take it; empty if it goes without saying. */
  Optional<String> remedy() {
    return login.remedy();
  }

  private Token awaited(CompletionStage<Token> stage, Deadline deadline) throws Trouble {
    try {
      return soon(stage.toCompletableFuture(), deadline);
    } catch (ExecutionException failed) {
      Trouble known = why;
      throw known != null ? known : unavailable("it failed a moment ago: try again");
    } catch (TimeoutException late) {
      throw unavailable("it did not come in time");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable("the wait was interrupted");
    }
  }

  /** Where no other thread has begun with it, this one does it. */
  private Token soon(CompletableFuture<Token> token, Deadline deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return token.get(Deadline.least(BEGUN, deadline.left()).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      if (!deadline.left().isZero()) {
        context.help();
      }
      return token.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private Trouble unavailable(String remedy) {
    return Trouble.unavailable("no answer from " + login.place(), calls.server(), remedy);
  }

  private CompletionStage<Fresh<Token>> fetch(Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    long sent = context.nanoTime();
    try {
      Token before = last;
      Token next =
          before != null && before.isRenewable() && !Objects.equals(before, refused)
              ? renewed(before, deadline)
              : null;
      if (next == null) {
        sent = context.nanoTime();
        next = login.obtain(refused, deadline);
      }
      last = next;
      why = null;
      watch(next);
      return CompletableFuture.completedFuture(fresh(next, sent));
    } catch (Trouble trouble) {
      why = trouble;
      if (trouble.isRefusal()) {
        inputs.pause();
      }
      retryLater();
      return CompletableFuture.failedFuture(trouble.ofLogin());
    }
  }

  private Fresh<Token> fresh(Token token, long sent) {
    Duration life = token.life();
    if (life.isZero()) {
      return Fresh.untilRefused(token);
    }
    boolean early = login.isRepeatable() || token.isRenewable();
    return new Fresh<>(token, sent, Optional.of(life), Optional.of(early ? twoThirds(life) : life));
  }

  private static Duration twoThirds(Duration life) {
    return life.multipliedBy(2).dividedBy(3);
  }

  /** Returns null where only a login helps: it is refused, or near the longest it may live. */
  private @Nullable Token renewed(Token token, Deadline deadline) throws Trouble {
    ReplyData reply;
    try {
      reply = calls.send(Call.post(RENEW, token.value(), Map.of()), Calls.Again.LOGIN, deadline);
    } catch (Trouble trouble) {
      if (login.isRepeatable() && trouble.passes() == Trouble.Passes.PERHAPS) {
        return null; // also a renewal beyond the longest life is answered 500
      }
      throw trouble;
    }
    if (reply.status() != 200) {
      return null;
    }
    Token next = token.renewed(reply);
    return next.isFading() && login.isRepeatable() ? null : next;
  }

  private void watch(Token token) {
    if (!login.isRepeatable() && token.isRenewable()) {
      wakeIn(twoThirds(token.life()));
    }
  }

  private void retryLater() {
    if (!login.isRepeatable()) {
      kept.left()
          .filter(left -> !left.isZero())
          .ifPresent(left -> wakeIn(Deadline.least(BETWEEN_TRIES, left.dividedBy(3))));
    }
  }

  private synchronized void wakeIn(Duration time) {
    alarm.cancel(false);
    if (closed) {
      return;
    }
    CompletableFuture<Void> next = new CompletableFuture<>();
    alarm = next;
    CompletableFuture<Void> unused =
        next.completeOnTimeout(null, time.toMillis() + 1, TimeUnit.MILLISECONDS)
            .thenRunAsync(() -> ring(next), context.executor());
  }

  /** Rings until a renewal sets another alarm: during the pause after a failure none is begun. */
  private void ring(CompletableFuture<Void> mine) {
    synchronized (this) {
      if (alarm != mine) {
        return;
      }
      retryLater();
    }
    Token unused = kept.now();
  }

  @Override
  public synchronized void close() {
    closed = true;
    alarm.cancel(false);
  }
}
