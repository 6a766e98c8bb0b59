package io.countersign.oauth2;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Obtains a token by a grant that may be used as often as one likes. */
final class SimpleFetch implements Refreshing.Fetch<Token> {
  private final TokenEndpoint endpoint;
  private final TokenReply reply;
  private final AuthContext context;
  private final Supplier<Map<String, String>> grant;

  SimpleFetch(
      TokenEndpoint endpoint,
      Settings settings,
      AuthContext context,
      Supplier<Map<String, String>> grant) {
    this.endpoint = endpoint;
    this.reply = new TokenReply(settings, context);
    this.context = context;
    this.grant = grant;
  }

  @Override
  public CompletionStage<Fresh<Token>> fetch(Duration atMost) {
    long sent = context.nanoTime();
    return endpoint
        .ask(grant, atMost)
        .thenApply(reply::token)
        .thenApply(token -> new Fresh<>(token, sent, token.lifetime(), token.refreshIn()));
  }
}
