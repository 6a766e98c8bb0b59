package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
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
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** Carries the token of a grant, whichever it is. */
final class TokenAuthenticator implements Authenticator, Probing {
  private static final Duration REVOKING = Duration.ofSeconds(5);

  private final Refreshing<Token> tokens;
  private final Authenticator carrying;
  private final TokenEndpoint endpoint;
  private final Map<String, String> attributes;
  private final AtomicBoolean revokes;
  private final Runnable end;
  private final Consumer<Runnable> look;

  private TokenAuthenticator(
      Refreshing<Token> tokens,
      Settings settings,
      TokenEndpoint endpoint,
      Runnable end,
      Consumer<Runnable> look) {
    Live<String> self = tokens.map(Token::value);
    this.tokens = tokens;
    this.endpoint = endpoint;
    this.end = end;
    this.look = look;
    this.attributes = Words.attributes(settings);
    this.revokes = new AtomicBoolean(settings.get(Words.REVOKE_ON_CLOSE));
    this.carrying =
        Authenticator.carrying(
            Words.PLACING.place(
                settings,
                self,
                word ->
                    word.startsWith(Words.REPLY)
                        ? tokens.map(token -> token.word(Words.pointer(word)))
                        : self));
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
    Refreshing<Token> tokens = Refreshing.<Token>of(context, fetch).from(settings.secrets());
    if (settings.get(Words.ON_OUTAGE).equals("wait")) {
      tokens = tokens.waiting();
    }
    Optional<Secret> seed = settings.get(Words.ACCESS_TOKEN);
    if (seed.isEmpty() && settings.has(Words.EXPIRES_AT)) {
      throw new IllegalArgumentException(
          "expires-at says until when access-token is good: write that too, or leave it out");
    }
    if (seed.isPresent()) {
      tokens = tokens.seeded(seed(seed.get().reveal(), settings, context));
    }
    return new TokenAuthenticator(tokens, settings, endpoint, end, look);
  }

  private static Fresh<Token> seed(String value, Settings settings, AuthContext context) {
    Optional<Duration> left =
        settings
            .get(Words.EXPIRES_AT)
            .map(end -> Duration.between(context.clock().instant(), instant(end.reveal())));
    return new Fresh<>(Token.of(value, left, Map.of()), context.nanoTime(), left, Optional.empty());
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
    look.accept(tokens::latest);
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
    Token token = revokes.getAndSet(false) ? tokens.now() : null;
    if (token == null) {
      return;
    }
    try {
      endpoint
          .revoke(token.value(), REVOKING)
          .toCompletableFuture()
          .get(REVOKING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException unanswered) {
      // It ends by itself.
    }
  }

  @Override
  public String toString() {
    return "TokenAuthenticator";
  }
}
