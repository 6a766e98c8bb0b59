package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.oauth2.TokenEndpoint.Answer;
import io.countersign.spi.AuthContext;
import io.countersign.spi.ReplyData;
import io.countersign.spi.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the reply of a token endpoint (RFC 6749 §5): a token, or what went wrong. */
final class TokenReply {
  private static final Set<String> OUTAGES = Set.of("server_error", "temporarily_unavailable");

  private final Settings settings;
  private final Settings response;
  private final AuthContext context;

  private final Set<String> wanted;

  TokenReply(Settings settings, AuthContext context) {
    this.settings = settings;
    this.response = settings.get(Words.RESPONSE);
    this.context = context;
    this.wanted = Words.wanted(settings);
  }

  /** Returns the refresh token that a reply brings, whatever else it lacks. */
  Optional<String> refreshToken(Answer answer) {
    boolean well = answer.reply().status() / 100 == 2;
    return well
        ? answer.reply().at(response.get(Words.REFRESH_TOKEN_AT)).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  /**
   * Returns the token.
   *
   * @throws AuthException if there is none; it shows nothing of the body but the names of errors
   */
  Token token(Answer answer) {
    ReplyData reply = answer.reply();
    String at = response.get(Words.TOKEN_AT);
    Optional<String> value = reply.status() / 100 == 2 ? reply.at(at) : Optional.empty();
    if (value.isEmpty()) {
      throw failure(answer, at);
    }
    String token = value.get();
    if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new AuthException(
          Category.PROTOCOL,
          answer.from()
              + " answered "
              + reply.status()
              + ", but the token at "
              + at
              + " is empty, or holds what no header field can carry");
    }
    Optional<Duration> lifetime = lifetime(answer).or(() -> settings.get(Words.LIFETIME));
    Optional<Duration> most = settings.get(Words.LIFETIME_AT_MOST);
    if (most.isPresent() && lifetime.map(life -> life.compareTo(most.get()) > 0).orElse(true)) {
      lifetime = most;
    }
    return new Token(token, lifetime, refreshIn(reply), said(reply));
  }

  private Optional<Duration> lifetime(Answer answer) {
    try {
      return Words.EXPIRY.of(response, Optional.of("/expires_in"), answer.reply(), context.clock());
    } catch (AuthException unreadable) {
      throw new AuthException(
          unreadable.category(),
          answer.from()
              + " answered "
              + answer.reply().status()
              + ", but "
              + unreadable.getMessage());
    }
  }

  /** Some servers say when they want to be asked again; what cannot be read is not followed. */
  private static Optional<Duration> refreshIn(ReplyData reply) {
    return reply
        .at("/refresh_in")
        .filter(text -> text.matches("[1-9][0-9]{0,8}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private Map<String, String> said(ReplyData reply) {
    Map<String, String> said = new LinkedHashMap<>();
    wanted.forEach(pointer -> reply.at(pointer).ifPresent(value -> said.put(pointer, value)));
    return said;
  }

  private AuthException failure(Answer answer, String tokenAt) {
    ReplyData reply = answer.reply();
    int status = reply.status();
    Optional<String> error = reply.at(response.get(Words.ERROR_AT));
    String said =
        error
            .map(code ->
                ": "
                    + code
                    + reply.at("/error_description").map(text -> " (" + text + ")").orElse(""))
            .map(text -> Said.without(answer.sent(), text))
            .orElse("");
    String what = answer.from() + " answered " + status + said;
    List<String> over = response.get(Words.REAUTHORIZE_ON);
    if (error.filter(over::contains).isPresent() || over.contains(String.valueOf(status))) {
      return new AuthException(
          Category.REAUTHORIZATION_REQUIRED,
          what
              + "; what the block was given is not good any more, or never was: authorize again, and"
              + " replace it");
    }
    if (reply.mayPass() || error.filter(OUTAGES::contains).isPresent()) {
      Optional<Duration> delay = reply.retryAfter(context.clock()).filter(time -> !time.isZero());
      AuthException passing =
          new AuthException(
              Category.TRANSIENT,
              what
                  + delay
                      .map(time -> "; it wants to be asked again in " + time.toSeconds() + " s")
                      .orElse("; it may pass by itself"));
      return delay.map(passing::retryAfter).orElse(passing);
    }
    if (status / 100 == 3) {
      return new AuthException(
          Category.PROTOCOL,
          what
              + ", a redirect"
              + reply
                  .redirectedTo(answer.from())
                  .map(to -> " to " + Said.without(answer.sent(), to))
                  .orElse("")
              + "; token requests follow none: write the final address");
    }
    if (error.isEmpty() && (status == 404 || status == 405)) {
      return new AuthException(Category.PROTOCOL, what + "; is it the token endpoint?");
    }
    if (error.isPresent() || status >= 400) {
      return new AuthException(Category.REFUSED, what + "; " + advice(error.orElse("")));
    }
    return new AuthException(
        Category.PROTOCOL,
        reply.isReadable()
            ? what + ", and its reply has no text at " + tokenAt + "; see response.access-token"
            : what + ", with neither JSON nor form-encoded text; is it the token endpoint?");
  }

  private static String advice(String error) {
    return switch (error) {
      case "invalid_client" -> "look at client-id, client-secret and client-authentication";
      case "invalid_scope" -> "look at scope";
      case "invalid_target" -> "look at audience and resource";
      case "unsupported_grant_type" -> "this server does not know the grant of this type";
      case "invalid_request" -> "it wants other parameters: see request";
      case "unauthorized_client" ->
          "this client may not use the grant of this type, or client-id and client-secret do not fit";
      default -> "look at client-id, client-secret and what the client may do";
    };
  }
}
