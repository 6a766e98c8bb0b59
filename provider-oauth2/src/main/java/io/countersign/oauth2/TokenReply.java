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
  /** What says nothing but what went wrong (RFC 6749 §5.2, RFC 8693 §2.2.2, RFC 9449 §5 and §8). */
  private static final Set<String> KNOWN =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope",
          "invalid_target",
          "invalid_dpop_proof",
          "use_dpop_nonce",
          "server_error",
          "temporarily_unavailable");

  private static final Set<String> OUTAGES = Set.of("server_error", "temporarily_unavailable");

  private final Settings settings;
  private final Settings response;
  private final AuthContext context;

  private final Set<String> wanted;
  private final Set<String> placed;

  TokenReply(Settings settings, AuthContext context) {
    this.settings = settings;
    this.response = settings.get(Words.RESPONSE);
    this.context = context;
    this.wanted = Words.wanted(settings);
    this.placed = Words.placed(settings);
  }

  /** Returns the refresh token that a reply brings, whatever else it lacks. */
  Optional<String> refreshToken(Answer answer) {
    boolean well = answer.reply().status() / 100 == 2;
    return well
        ? answer.reply().at(response.get(Words.REFRESH_TOKEN_AT)).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  /** Returns whether it was to be a token and cannot be read: whatever came with it is lost. */
  boolean isBrokenJson(Answer answer) {
    return !answer.reply().isReadable()
        && answer.reply().header("Content-Type").filter(type -> type.contains("json")).isPresent();
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
    checkType(answer);
    Optional<Duration> lifetime = lifetime(answer).or(() -> settings.get(Words.LIFETIME));
    Optional<Duration> most = settings.get(Words.LIFETIME_AT_MOST);
    if (most.isPresent() && lifetime.map(life -> life.compareTo(most.get()) > 0).orElse(true)) {
      lifetime = most;
    }
    return new Token(token, lifetime, refreshIn(reply), said(answer), answer.key());
  }

  /** What a proof was sent for is bound to its key, or it is not taken (RFC 9449 §5). */
  private void checkType(Answer answer) {
    Optional<String> type = answer.reply().at(response.get(Words.TOKEN_TYPE_AT));
    if (answer.key().isEmpty() || type.filter(Dpop.SCHEME::equalsIgnoreCase).isPresent()) {
      return;
    }
    throw new AuthException(
        Category.PROTOCOL,
        answer.from()
            + " answered "
            + answer.reply().status()
            + " to a DPoP proof with "
            + (type.filter("Bearer"::equalsIgnoreCase).isPresent()
                ? "token_type Bearer"
                : "no token_type DPoP")
            + ": its token is bound to no key, and is not used; turn DPoP on for this client at the"
            + " server, or take dpop out of the block");
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

  private Map<String, String> said(Answer answer) {
    Map<String, String> said = new LinkedHashMap<>();
    wanted.forEach(
        pointer -> answer.reply().at(pointer).ifPresent(value -> said.put(pointer, value)));
    for (String pointer : placed) {
      if (!said.containsKey(pointer) && !pointer.equals(Token.TYPE)) {
        throw new AuthException(
            Category.PROTOCOL,
            answer.from()
                + " answered "
                + answer.reply().status()
                + ", but its reply has nothing at "
                + pointer
                + ", which a text of the block needs");
      }
    }
    return said;
  }

  private AuthException failure(Answer answer, String tokenAt) {
    ReplyData reply = answer.reply();
    int status = reply.status();
    Optional<String> error = reply.at(response.get(Words.ERROR_AT));
    String said = error.map(code -> said(code, answer)).orElse("");
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

  /** What another authenticator put on the call is not known here: its echo cannot be left out. */
  private String said(String error, Answer answer) {
    if (settings.get(Words.REQUEST).get(Words.AUTHENTICATOR).isPresent()) {
      return KNOWN.contains(error) ? ": " + error : "";
    }
    Optional<String> more = answer.reply().at("/error_description");
    return Said.without(
        answer.sent(), ": " + error + more.map(text -> " (" + text + ")").orElse(""));
  }

  private static String advice(String error) {
    return switch (error) {
      case "invalid_client" -> "look at client-id, client-secret and client-authentication";
      case "invalid_scope" -> "look at scope";
      case "invalid_target" -> "look at audience and resource";
      case "unsupported_grant_type" -> "this server does not know the grant of this type";
      case "invalid_request" -> "it wants other parameters: see request";
      case "invalid_dpop_proof" ->
          "look at dpop, at this machine's clock, and whether the server knows itself by this address";
      case Dpop.USE_NONCE ->
          "it wants a DPoP nonce, and had none from here, or one that it did not take: is there dpop"
              + " in the block, and a DPoP-Nonce in its answers?";
      case "unauthorized_client" ->
          "this client may not use the grant of this type, or client-id and client-secret do not fit";
      default -> "look at client-id, client-secret and what the client may do";
    };
  }
}
