package io.countersign.oauth2;

import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Obtains tokens by a refresh token that may be good for one use. Whoever has the entry of the
 * store is the only one, of all processes, that uses it; what the server gave in its place is kept
 * before the access token goes anywhere.
 */
final class RefreshFetch implements Refreshing.Fetch<Token> {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  /** As long as {@code call-timeout} lets it: a call that is given up has spent the token. */
  private static final Duration FOR_THE_CALL = Duration.ofMinutes(1);

  private final TokenEndpoint endpoint;
  private final TokenReply reply;
  private final Settings settings;
  private final AuthContext context;
  private final Secret seed;
  private final AtomicBoolean warned = new AtomicBoolean();

  /** Held from before a call until what it brought is kept. */
  private final ReentrantLock calling = new ReentrantLock();

  private boolean ended;

  /** The last that was given out here: another one in the store is another process's renewal. */
  private volatile @Nullable String given;

  RefreshFetch(TokenEndpoint endpoint, Settings settings, AuthContext context, Secret seed) {
    this.endpoint = endpoint;
    this.reply = new TokenReply(settings, context);
    this.settings = settings;
    this.context = context;
    this.seed = seed;
  }

  @Override
  public CompletionStage<Fresh<Token>> fetch(Duration atMost) {
    return Rereading.of(settings.secrets(), () -> once(atMost));
  }

  private CompletionStage<Fresh<Token>> once(Duration atMost) {
    try {
      String first = seed.reveal();
      long end = context.nanoTime() + atMost.toNanos();
      return CompletableFuture.completedFuture(
          context.tokenStore().exclusively(key(first), entry -> renew(entry, first, end)));
    } catch (IOException failed) {
      return CompletableFuture.failedFuture(
          failed instanceof CallFailure
              ? failed
              : new AuthException(
                  Category.TRANSIENT, "its tokens cannot be kept: " + failed.getMessage()));
    } catch (AuthException failed) {
      return CompletableFuture.failedFuture(failed);
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

  private Fresh<Token> renew(TokenStore.Entry entry, String first, long end) throws IOException {
    KeptTokens kept = entry.read().map(KeptTokens::read).orElseGet(() -> KeptTokens.unused(first));
    Instant now = context.clock().instant();
    Optional<Duration> left = kept.left(now);
    String other = kept.accessToken().orElse("");
    if (left.isPresent() && !other.equals(given)) {
      give(other, end);
      return Fresh.of(Token.of(other, left, Map.of()), context.nanoTime(), left.get());
    }
    if (kept.inDoubt()) {
      throw inDoubt();
    }
    calling.lock();
    try {
      if (ended) {
        throw new AuthException(Category.TRANSIENT, "it is closed, and renews nothing any more");
      }
      return call(entry, kept, end);
    } finally {
      calling.unlock();
    }
  }

  /** Lets no more calls begin, and waits for the one under way: what it brings is kept. */
  void end() {
    calling.lock();
    try {
      ended = true;
    } finally {
      calling.unlock();
    }
  }

  private Fresh<Token> call(TokenStore.Entry entry, KeptTokens kept, long end) throws IOException {
    long sent = context.nanoTime();
    Answer answer = ask(entry, kept);
    KeptTokens next = kept;
    if (answer.reply().status() / 100 == 2) {
      next = kept.renewed(reply.refreshToken(answer));
      entry.write(next.json());
      tellOf(kept, next);
    }
    Token token = reply.token(answer);
    entry.write(next.with(token, context.clock().instant()).json());
    give(token.value(), end);
    return new Fresh<>(token, sent, token.lifetime(), token.refreshIn());
  }

  /** What comes when nobody waits for it any more is there for the next who asks. */
  private void give(String accessToken, long end) {
    if (context.nanoTime() - end < 0) {
      given = accessToken;
    }
  }

  /** Nobody knows whether a request without an answer spent the token: it is never sent again. */
  private Answer ask(TokenStore.Entry entry, KeptTokens kept) throws IOException {
    Map<String, String> grant = new LinkedHashMap<>();
    grant.put("grant_type", "refresh_token");
    grant.put("refresh_token", kept.refreshToken());
    try {
      return endpoint.ask(grant, FOR_THE_CALL).toCompletableFuture().join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof CallFailure call && call.mayHaveArrived() && kept.rotates()) {
        entry.write(kept.doubtful().json());
        throw inDoubt();
      }
      if (cause instanceof IOException call) {
        throw call;
      }
      throw cause instanceof RuntimeException known ? known : failed;
    }
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
