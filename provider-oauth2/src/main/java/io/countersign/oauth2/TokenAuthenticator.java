package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Credentials;
import io.countersign.spi.Fresh;
import io.countersign.spi.Live;
import io.countersign.spi.Probing;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Secret;
import io.countersign.spi.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Carries the token of a grant, whichever it is. */
final class TokenAuthenticator implements Authenticator, Probing {
  private static final System.Logger LOG = System.getLogger("io.countersign");
  private static final Duration REVOKING = Duration.ofSeconds(5);

  private final Refreshing<Token> tokens;

  /** The last that was obtained here: one that the block was given is not ours to end. */
  private final AtomicReference<@Nullable Token> last;

  private final String name;
  private final Authenticator carrying;
  private final TokenEndpoint endpoint;
  private final Map<String, String> attributes;
  private final AtomicBoolean revokes;
  private final Runnable end;
  private final Consumer<Runnable> look;
  private final Runnable renewal;

  private TokenAuthenticator(
      Refreshing<Token> tokens,
      AtomicReference<@Nullable Token> last,
      Settings settings,
      String name,
      TokenEndpoint endpoint,
      Runnable end,
      Consumer<Runnable> look) {
    Live<String> self = tokens.map(Token::value);
    this.tokens = tokens;
    this.last = last;
    this.name = name;
    this.endpoint = endpoint;
    this.end = end;
    this.look = look;
    this.renewal = tokens::latest;
    this.attributes = Words.attributes(settings);
    this.revokes = new AtomicBoolean(settings.get(Words.REVOKE_ON_CLOSE));
    Optional<Dpop> dpop = endpoint.dpop();
    Live<Credentials> credentials =
        dpop.map(bound -> Words.PLACING.writing(Dpop.SCHEME))
            .orElse(Words.PLACING)
            .place(
                settings,
                self,
                word ->
                    word.startsWith(Words.REPLY)
                        ? tokens.map(token -> token.word(Words.pointer(word)))
                        : self);
    this.carrying =
        dpop.map(bound -> bound.carrying(tokens, credentials))
            .orElseGet(() -> Authenticator.carrying(credentials));
  }

  static TokenAuthenticator of(
      Settings settings,
      AuthContext context,
      TokenEndpoint endpoint,
      Refreshing.Fetch<Token> fetch,
      Runnable end) {
    return of(settings, context, endpoint, fetch, end, renew -> {});
  }

  /**
   * Carries what this fetch obtains.
   *
   * @param end what else is done on close
   * @param look hears of each request, and may have the token renewed in the background
   */
  static TokenAuthenticator of(
      Settings settings,
      AuthContext context,
      TokenEndpoint endpoint,
      Refreshing.Fetch<Token> fetch,
      Runnable end,
      Consumer<Runnable> look) {
    AtomicReference<@Nullable Token> last = new AtomicReference<>();
    Refreshing<Token> tokens =
        Refreshing.<Token>of(
                context,
                atMost ->
                    fetch
                        .fetch(atMost)
                        .thenApply(fresh -> {
                          last.set(fresh.value());
                          return fresh;
                        }))
            .from(settings.secrets());
    if (settings.get(Words.ON_OUTAGE).equals("wait")) {
      tokens = tokens.waiting();
    }
    Optional<Secret> seed = settings.get(Words.ACCESS_TOKEN);
    if (seed.isEmpty() && settings.has(Words.EXPIRES_AT)) {
      throw new IllegalArgumentException(
          "expires-at says until when access-token is good: write that too, or leave it out");
    }
    if (seed.isPresent()) {
      tokens =
          tokens.seeded(
              seed(seed.get().reveal(), settings, context, endpoint.dpop().map(Dpop::key)));
    }
    return new TokenAuthenticator(tokens, last, settings, context.name(), endpoint, end, look);
  }

  private static Fresh<Token> seed(
      String value, Settings settings, AuthContext context, Optional<ProofKey> key) {
    Optional<Duration> left =
        settings
            .get(Words.EXPIRES_AT)
            .map(end -> Duration.between(context.clock().instant(), instant(end.reveal())));
    Token token = Token.of(value, left, Map.of()).boundTo(key);
    return new Fresh<>(token, context.nanoTime(), left, Optional.empty());
  }

  private static Instant instant(String text) {
    try {
      return text.matches("[0-9]{1,11}")
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException unreadable) {
      throw new IllegalArgumentException(
          "expires-at is no moment; write RFC 3339, as 2026-01-31T12:00:00Z, or seconds since 1970");
    }
  }

  @Override
  public AuthStep authenticate(AuthRequest request) {
    look.accept(renewal);
    return carrying.authenticate(request);
  }

  @Override
  public Optional<SSLContext> tls() {
    return endpoint.tls();
  }

  @Override
  public CompletionStage<String> probe() {
    return tokens.get().thenApply(token -> "has a token");
  }

  @Override
  public CompletionStage<Map<String, String>> attributes() {
    return tokens
        .get()
        .thenApply(token -> {
          Map<String, String> known = new TreeMap<>();
          attributes.forEach((name, pointer) -> {
            if (token.said().containsKey(pointer)) {
              known.put(name, token.word(pointer));
            }
          });
          return known;
        });
  }

  @Override
  public CompletionStage<Obtained> obtain() {
    return tokens.get().thenApply(token -> new Obtained(token.value(), tokens.left()));
  }

  /** Ends the token too where the block says so; that a server does not answer keeps nobody. */
  @Override
  public void close() {
    end.run();
    Token token = revokes.getAndSet(false) ? last.get() : null;
    if (token == null) {
      return;
    }
    try {
      int status =
          endpoint
              .revoke(token.value(), REVOKING)
              .toCompletableFuture()
              .get(REVOKING.toMillis(), TimeUnit.MILLISECONDS);
      if (status >= 400) {
        warn("the server answered " + status);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException unanswered) {
      warn("the server did not answer");
    }
  }

  private void warn(String why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: its token was not revoked and serves until it ends: {1}",
        name,
        why);
  }

  @Override
  public String toString() {
    return "TokenAuthenticator";
  }
}
