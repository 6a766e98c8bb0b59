package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.oauth2.TokenEndpoint.Answer;
import io.countersign.spi.AuthContext;
import io.countersign.spi.ReplyData;
import io.countersign.spi.Settings;
import io.countersign.spi.Template;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the reply of a token endpoint (RFC 6749 §5): a token, or what went wrong. */
final class TokenReply {
  private final Settings settings;
  private final Settings response;
  private final AuthContext context;

  TokenReply(Settings settings, AuthContext context) {
    this.settings = settings;
    this.response = settings.get(Words.RESPONSE);
    this.context = context;
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
          answer.from() + " gave a token that is empty, or holds what no header field can carry");
    }
    Optional<Duration> lifetime =
        Words.EXPIRY
            .of(response, Optional.of("/expires_in"), reply, context.clock())
            .or(() -> settings.get(Words.LIFETIME));
    Optional<Duration> most = settings.get(Words.LIFETIME_AT_MOST);
    if (most.isPresent() && lifetime.map(life -> life.compareTo(most.get()) > 0).orElse(true)) {
      lifetime = most;
    }
    return new Token(
        token,
        lifetime,
        refreshIn(reply),
        refreshToken(answer),
        Optional.of(reply),
        attributes(reply));
  }

  /** Some servers say when they want to be asked again; what cannot be read is not followed. */
  private static Optional<Duration> refreshIn(ReplyData reply) {
    return reply
        .at("/refresh_in")
        .filter(text -> text.matches("[1-9][0-9]{0,8}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private Map<String, String> attributes(ReplyData reply) {
    Map<String, String> attributes = new LinkedHashMap<>();
    response
        .get(Words.ATTRIBUTES)
        .forEach((name, pointer) ->
            reply.at(text(pointer)).ifPresent(value -> attributes.put(name, value)));
    return attributes;
  }

  private static String text(Template template) {
    String text = template.fill(word -> io.countersign.spi.Live.of("")).now();
    return text == null ? "" : text;
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
          what + "; the grant is over: authorize again, and replace what the block was given");
    }
    if (reply.mayPass()) {
      AuthException passing = new AuthException(Category.TRANSIENT, what);
      return reply.retryAfter(context.clock()).map(passing::retryAfter).orElse(passing);
    }
    if (status / 100 == 3) {
      return new AuthException(
          Category.PROTOCOL,
          what
              + ", a redirect"
              + reply
                  .header("Location")
                  .flatMap(TokenReply::origin)
                  .map(to -> " to " + to)
                  .orElse("")
              + "; token requests follow none: write the final address");
    }
    if (error.isPresent() || status >= 400) {
      return new AuthException(Category.REFUSED, what + advice(error.orElse(""), status));
    }
    return new AuthException(
        Category.PROTOCOL,
        reply.isReadable()
            ? what + ", and its reply has no text at " + tokenAt + "; see response.access-token"
            : what + ", with neither JSON nor form-encoded text; is it the token endpoint?");
  }

  private static String advice(String error, int status) {
    return switch (error) {
      case "invalid_client", "unauthorized_client" ->
          "; look at client-id, client-secret and client-authentication";
      case "invalid_scope" -> "; look at scope";
      case "unsupported_grant_type" -> "; this server does not know the grant of this type";
      case "invalid_request" -> "; it wants other parameters: see request";
      default ->
          status == 404 || status == 405
              ? "; is it the token endpoint?"
              : "; look at client-id, client-secret and what the client may do";
    };
  }

  private static Optional<String> origin(String location) {
    try {
      URI to = URI.create(location);
      return to.getHost() == null
          ? Optional.empty()
          : Optional.of(to.getScheme() + "://" + to.getHost());
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
