package io.countersign.oauth2;

import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.oauth2.KeptTokens.Access;
import io.countersign.oauth2.TokenEndpoint.Answer;
import io.countersign.spi.AuthContext;
import io.countersign.spi.CallFailure;
import io.countersign.spi.Fresh;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Secret;
import io.countersign.spi.Settings;
import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Obtains tokens by a refresh token that may be good for one use. Whoever has the entry of the
 * store is the only one, of all processes, that uses it; what the server gave in its place is kept
 * before the access token goes anywhere.
 */
final class RefreshFetch implements Refreshing.Fetch<Token>, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("io.countersign");
  private static final Duration LAST_CALL = Duration.ofSeconds(10);

  /** As long as {@code call-timeout} lets it: a call that is given up has spent the token. */
  private static final Duration FOR_THE_CALL = Duration.ofMinutes(1);

  private final TokenEndpoint endpoint;
  private final TokenReply reply;
  private final Settings settings;
  private final AuthContext context;
  private final Secret seed;

  /** Whoever ends a token with this process gives it to no other. */
  private final boolean shares;

  private final AtomicBoolean warned = new AtomicBoolean();
  private final Semaphore atWork = new Semaphore(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The last that was given out here: another one in the store is another process's renewal. */
  private volatile @Nullable String given;

  /** What the store did not take, and what nobody else has. */
  private volatile @Nullable Unkept unkept;

  /** Tokens that are here alone. */
  private record Unkept(TokenStore.Key key, KeptTokens tokens) {
    @Override
    public String toString() {
      return "Unkept";
    }
  }

  RefreshFetch(TokenEndpoint endpoint, Settings settings, AuthContext context, Secret seed) {
    this.endpoint = endpoint;
    this.reply = new TokenReply(settings, context);
    this.settings = settings;
    this.context = context;
    this.seed = seed;
    this.shares = !settings.get(Words.REVOKE_ON_CLOSE);
  }

  @Override
  public CompletionStage<Fresh<Token>> fetch(Duration atMost) {
    if (!atWork.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new AuthException(
              Category.TRANSIENT, "its refresh token is in use, or the application has ended"));
    }
    try {
      String first = seed.reveal();
      TokenStore.Key key = key(first);
      long end = context.nanoTime() + atMost.toNanos();
      return CompletableFuture.completedFuture(
          context.tokenStore().exclusively(key, entry -> renew(key, entry, first, end)));
    } catch (IOException failed) {
      return CompletableFuture.failedFuture(
          failed instanceof CallFailure
              ? failed
              : new AuthException(
                  Category.TRANSIENT,
                  context.tokenStore()
                      + " cannot be used, so nothing was sent: "
                      + reason(failed)
                      + "; look at countersign.tokens"));
    } catch (AuthException failed) {
      return CompletableFuture.failedFuture(failed);
    } finally {
      atWork.release();
    }
  }

  /** Some exceptions of files say no more than the name of the file. */
  private static String reason(IOException failed) {
    return failed.getClass().getSimpleName() + ", " + failed.getMessage();
  }

  /**
   * Lets a call that is under way end: broken off, it would leave in doubt what became of the
   * token. None begins after it.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      boolean ended = atWork.tryAcquire(LAST_CALL.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: it ends while its refresh token is in use",
            context.name());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was granted to another client, for another scope or by another consent is another. */
  private TokenStore.Key key(String first) {
    String granted =
        String.join(
            "\n",
            List.of(
                settings.get(Words.TOKEN_URL).map(Object::toString).orElse(""),
                settings.get(Words.ISSUER).map(Object::toString).orElse(""),
                settings.get(Words.CLIENT_ID).reveal(),
                String.join(" ", settings.get(Words.SCOPE)),
                first));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(granted.getBytes(StandardCharsets.UTF_8));
      return new TokenStore.Key(context.name(), HexFormat.of().formatHex(digest, 0, 12));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Fresh<Token> renew(TokenStore.Key key, TokenStore.Entry entry, String first, long end)
      throws IOException {
    KeptTokens kept = kept(key, entry, first);
    Optional<Access> other =
        kept.access()
            .filter(access -> !access.token().equals(given))
            .filter(access -> !access.left(context.clock().instant()).isNegative());
    if (other.isPresent()) {
      return taken(other.get(), end);
    }
    if (kept.inDoubt()) {
      throw inDoubt();
    }
    Instant since = context.clock().instant();
    long sent = context.nanoTime();
    Answer answer = ask(key, entry, kept);
    KeptTokens next = kept.renewed(reply.refreshToken(answer));
    Token token;
    try {
      token = reply.token(answer);
    } catch (AuthException unusable) {
      if (answer.reply().status() / 100 == 2) {
        keep(key, entry, kept, next);
      }
      throw unusable;
    }
    keep(key, entry, kept, shares ? next.with(token, since) : next);
    give(token.value(), end);
    return new Fresh<>(token, sent, token.lifetime(), token.refreshIn());
  }

  private KeptTokens kept(TokenStore.Key key, TokenStore.Entry entry, String first)
      throws IOException {
    Unkept here = unkept;
    return here != null && here.key.equals(key)
        ? here.tokens
        : entry.read().map(KeptTokens::read).orElseGet(() -> KeptTokens.unused(first));
  }

  /** What comes when nobody waits any more stays in the store, and serves the next. */
  private void give(String token, long end) {
    if (context.nanoTime() - end <= 0) {
      given = token;
    }
  }

  private Fresh<Token> taken(Access access, long end) {
    give(access.token(), end);
    Duration left = access.left(context.clock().instant());
    return Fresh.of(
        Token.of(access.token(), Optional.of(left), access.said()), context.nanoTime(), left);
  }

  /** Nobody knows whether a request without an answer spent the token: it is never sent again. */
  private Answer ask(TokenStore.Key key, TokenStore.Entry entry, KeptTokens kept)
      throws IOException {
    Map<String, String> grant = new LinkedHashMap<>();
    grant.put("grant_type", "refresh_token");
    grant.put("refresh_token", kept.refreshToken());
    try {
      return endpoint.ask(grant, FOR_THE_CALL).toCompletableFuture().join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof CallFailure call && call.mayHaveArrived() && kept.rotates()) {
        keep(key, entry, kept, kept.doubtful());
        throw inDoubt();
      }
      if (cause instanceof IOException call) {
        throw call;
      }
      throw cause instanceof RuntimeException known ? known : failed;
    }
  }

  /** What a store does not take is kept here: nothing that the server gave is lost by that. */
  private void keep(
      TokenStore.Key key, TokenStore.Entry entry, KeptTokens before, KeptTokens next) {
    try {
      entry.write(next.json());
      unkept = null;
    } catch (IOException failed) {
      if (unkept == null) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: {1} does not take its tokens ({2}); they are in memory alone, and a refresh token"
                + " that the server replaces is lost when this process ends",
            context.name(),
            context.tokenStore(),
            reason(failed));
      }
      unkept = new Unkept(key, next);
    }
    tellOf(before, next);
  }

  private static AuthException inDoubt() {
    return new AuthException(
        Category.REAUTHORIZATION_REQUIRED,
        "its refresh token is good for one use, and was sent without an answer being read: it may be"
            + " spent, and sending it again would end the grant; authorize again, and replace"
            + " refresh-token");
  }

  private void tellOf(KeptTokens before, KeptTokens after) {
    if (before.refreshToken().equals(after.refreshToken())) {
      return;
    }
    context.events().on(new AuthEvents.Event(AuthEvents.Kind.ROTATED, context.name()));
    if (!context.tokenStore().outlivesTheProcess() && !warned.getAndSet(true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the server replaces its refresh token, and what it gave is forgotten when this"
              + " process ends; say countersign.tokens '{' store = file, path = … '}'",
          context.name());
    }
  }
}
