package io.countersign.session;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.ReplyData;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks the address of {@code validate-url} whether a session is good. */
final class Validation {
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private final URI url;
  private final HttpTransport http;
  private final Clock clock;

  /** Asks with the sessions of this authenticator: one that is over is renewed on the way. */
  Validation(URI url, Authenticator sessions, AuthContext context) {
    this.url = url;
    this.http = context.http(sessions);
    this.clock = context.clock();
  }

  /** Returns what it answered, in words; fails if that is no yes. */
  CompletionStage<String> ask() {
    return http.send(HttpCall.of("GET", url, Credentials.none(), AT_MOST)).thenApply(this::read);
  }

  private String read(HttpReply reply) {
    ReplyData data = ReplyData.of(reply);
    String answered = "validate-url answered " + data.status();
    if (data.status() >= 200 && data.status() <= 299) {
      return answered;
    }
    Replies.throwIfElsewhere(data, answered, url, "validate-url", clock);
    throw new AuthException(Category.REFUSED, answered + ": the session is no good there");
  }
}
