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
    CompletableFuture<Fresh<Token>> result = new CompletableFuture<>();
    Thread waiting = new Thread(() -> whenItIsOurs(atMost, result), "countersign-refresh-token");
    waiting.setDaemon(true);
    waiting.start();
    return result;
  }

  /**
   * Has a thread of its own, which waits for the call: the one that completes it may come from the
   * executor, and that may have no other.
   */
  private void whenItIsOurs(Duration atMost, CompletableFuture<Fresh<Token>> result) {
    long end = context.nanoTime() + atMost.toNanos();
    try {
      if (closed.get() || !atWork.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        result.completeExceptionally(
            closed.get()
                ? new AuthException(Category.REQUEST, "its application has closed it")
                : new AuthException(
                    Category.TRANSIENT, "its refresh token is in use, by a call that takes long"));
        return;
      }
    } catch (InterruptedException nobodyDoesThat) {
      result.completeExceptionally(nobodyDoesThat);
      return;
    }
    try {
      String first = seed.reveal();
      TokenStore.Key key = key(first);
      Fresh<Token> fresh =
          context.tokenStore().exclusively(key, entry -> renew(key, entry, first, end));
      atWork.release();
      result.complete(fresh);
    } catch (IOException failed) {
      atWork.release();
      result.completeExceptionally(
          failed instanceof CallFailure
              ? failed
              : new AuthException(
                  Category.TRANSIENT,
                  context.tokenStore()
                      + " cannot be used, so nothing was sent: "
                      + reason(failed)
                      + "; look at countersign.tokens"));
    } catch (RuntimeException | Error failed) {
      atWork.release();
      result.completeExceptionally(failed);
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
      } else {
        keepWhatIsHere();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The store may take now what it did not take then. */
  private void keepWhatIsHere() {
    Unkept here = unkept;
    if (here == null) {
      return;
    }
    try {
      String unused =
          context
              .tokenStore()
              .exclusively(
                  here.key,
                  entry -> {
                    String text = here.tokens.json();
                    entry.write(text);
                    return text;
                  });
      unkept = null;
    } catch (IOException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: {1} does not take its tokens ({2}); its refresh token is lost with this process",
          context.name(),
          context.tokenStore(),
          reason(failed));
    }
  }

  /** One consent is one entry, however many blocks use it, whatever they are called. */
  private TokenStore.Key key(String first) {
    return new TokenStore.Key(
        "refresh-token",
        fingerprint(
            settings.get(Words.TOKEN_URL).map(Object::toString).orElse(""),
            settings.get(Words.ISSUER).map(Object::toString).orElse(""),
            settings.get(Words.CLIENT_ID).reveal(),
            first));
  }

  /** Returns what an access token must have been asked for to serve this block. */
  private String asked() {
    Map<String, String> parameters =
        TokenEndpoint.texts(settings.get(Words.REQUEST).get(Words.PARAMETERS));
    return fingerprint(
        String.join(" ", settings.get(Words.SCOPE)),
        settings.get(Words.AUDIENCE).map(Secret::reveal).orElse(""),
        String.join(" ", settings.get(Words.RESOURCE)),
        parameters.toString(),
        Words.wanted(settings).toString());
  }

  private static String fingerprint(String... parts) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Fresh<Token> renew(TokenStore.Key key, TokenStore.Entry entry, String first, long end)
      throws IOException {
    KeptTokens kept = kept(key, entry, first);
    Optional<ProofKey> mine = endpoint.dpop().map(Dpop::key);
    Optional<Access> other =
        kept.access()
            .filter(access -> access.asked().equals(asked()))
            .filter(access -> access.boundTo().equals(mine.map(ProofKey::thumbprint)))
            .filter(access -> !access.token().equals(given))
            .filter(access -> !access.left(context.clock().instant()).isNegative());
    if (other.isPresent()) {
      return taken(other.get(), mine, end);
    }
    if (kept.inDoubt()) {
      throw inDoubt();
    }
    Instant since = context.clock().instant();
    long sent = context.nanoTime();
    Answer answer = ask(key, entry, kept);
    Optional<String> brought = reply.refreshToken(answer);
    KeptTokens next = kept.renewed(brought);
    Token token;
    try {
      token = reply.token(answer);
    } catch (AuthException unusable) {
      if (answer.reply().status() / 100 == 2) {
        boolean lost = brought.isEmpty() && kept.rotates() && reply.isBrokenJson(answer);
        keep(key, entry, kept, lost ? kept.doubtful() : next);
        throw lost ? inDoubt() : unusable;
      }
      throw unusable;
    }
    keep(key, entry, kept, shares ? next.with(token, since, asked()) : next);
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

  private Fresh<Token> taken(Access access, Optional<ProofKey> key, long end) {
    give(access.token(), end);
    Duration left = access.left(context.clock().instant());
    return Fresh.of(
        Token.of(access.token(), Optional.of(left), access.said()).boundTo(key),
        context.nanoTime(),
        left);
  }

  /** Nobody knows whether a request without an answer spent the token: it is never sent again. */
  private Answer ask(TokenStore.Key key, TokenStore.Entry entry, KeptTokens kept)
      throws IOException {
    Map<String, String> grant = new LinkedHashMap<>();
    grant.put("grant_type", "refresh_token");
    grant.put("refresh_token", kept.refreshToken());
    try {
      return endpoint.ask(() -> grant, FOR_THE_CALL).toCompletableFuture().join();
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
