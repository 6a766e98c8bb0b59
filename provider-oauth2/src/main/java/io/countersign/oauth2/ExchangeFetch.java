package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.oauth2.TokenEndpoint.Answer;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Live;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges tokens (RFC 8693). What may be a refusal of the tokens that are given has them renewed
 * once; where they are renewed by themselves, they are exchanged again.
 */
final class ExchangeFetch implements Refreshing.Fetch<Token> {
  /** Errors that say nothing of the tokens that were given. */
  private static final Set<String> OF_OTHER_THINGS =
      Set.of(
          "invalid_client",
          "invalid_scope",
          "invalid_target",
          "unauthorized_client",
          "unsupported_grant_type");

  private final TokenEndpoint endpoint;
  private final TokenReply reply;
  private final Settings settings;
  private final AuthContext context;
  private final Live<Parties> parties;
  private final Function<Parties, Map<String, String>> grant;

  /** What the token at hand was made of; null if that is not at hand any more. */
  private volatile @Nullable Parties followed;

  ExchangeFetch(
      TokenEndpoint endpoint,
      Settings settings,
      AuthContext context,
      Live<Parties> parties,
      Function<Parties, Map<String, String>> grant) {
    this.endpoint = endpoint;
    this.reply = new TokenReply(settings, context);
    this.settings = settings;
    this.context = context;
    this.parties = parties;
    this.grant = grant;
  }

  @Override
  public CompletionStage<Fresh<Token>> fetch(Duration atMost) {
    return parties.get().thenCompose(now -> of(now, atMost));
  }

  private CompletionStage<Fresh<Token>> of(Parties given, Duration atMost) {
    long sent = context.nanoTime();
    return endpoint
        .ask(() -> grant.apply(given), atMost)
        .thenCompose(answer -> {
          if (!mayRefuseThem(answer)) {
            return CompletableFuture.completedFuture(token(answer, given, sent));
          }
          return parties
              .refused(given)
              .thenCompose(next ->
                  next.equals(given)
                      ? CompletableFuture.completedFuture(token(answer, given, sent))
                      : again(next, atMost));
        });
  }

  private CompletionStage<Fresh<Token>> again(Parties given, Duration atMost) {
    long sent = context.nanoTime();
    return endpoint
        .ask(() -> grant.apply(given), atMost)
        .thenApply(answer -> token(answer, given, sent));
  }

  private Fresh<Token> token(Answer answer, Parties given, long sent) {
    Token token = token(answer);
    // Those that last for one exchange alone are always others: it would never end.
    boolean lasts = given.equals(atHand());
    followed = lasts ? given : null;
    if (lasts) {
      parties.used();
    }
    return new Fresh<>(token, sent, token.lifetime(), token.refreshIn());
  }

  private Token token(Answer answer) {
    try {
      return reply.token(answer);
    } catch (AuthException refused) {
      if (!mayRefuseThem(answer)) {
        throw refused;
      }
      throw new AuthException(
          refused.category(),
          refused.getMessage() + "; or what its subject or actor has is no token that it takes");
    }
  }

  /** The codes are those of RFC 8693 §2.2.2, and what servers made of them. */
  private boolean mayRefuseThem(Answer answer) {
    int status = answer.reply().status();
    return (status == 400 || status == 401 || status == 403)
        && answer
            .reply()
            .at(settings.get(Words.RESPONSE).get(Words.ERROR_AT))
            .filter(OF_OTHER_THINGS::contains)
            .isEmpty();
  }

  /** Has the token renewed if it was made of others than those of now. */
  void look(Runnable renew) {
    Parties made = followed;
    if (made == null) {
      return;
    }
    Parties now = atHand();
    if (now == null) {
      followed = null;
      parties
          .get()
          .thenAccept(next -> {
            if (!next.equals(made)) {
              renew.run();
            }
          });
    } else if (!now.equals(made)) {
      renew.run();
    }
  }

  /** Returns those of now without waiting; null if there are none, or none that could be used. */
  private @Nullable Parties atHand() {
    try {
      return parties.now();
    } catch (RuntimeException unusable) {
      return null;
    }
  }
}
