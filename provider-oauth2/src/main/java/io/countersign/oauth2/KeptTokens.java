package io.countersign.oauth2;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.AuthException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of one grant, as JSON. {@code toString} shows no token.
 *
 * @param refreshToken to be used next
 * @param rotates whether the server was seen to replace it: then it is good for one use
 * @param inDoubt whether it was sent and no answer was read: it may be spent
 * @param accessToken that came with it
 * @param until when that ends; empty if nobody said
 */
record KeptTokens(
    String refreshToken,
    boolean rotates,
    boolean inDoubt,
    Optional<String> accessToken,
    Optional<Instant> until) {

  /** Returns what is kept of a grant that was never used. */
  static KeptTokens unused(String refreshToken) {
    return new KeptTokens(refreshToken, false, false, Optional.empty(), Optional.empty());
  }

  static KeptTokens read(String json) {
    try {
      Config kept =
          ConfigFactory.parseString(
              json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
      return new KeptTokens(
          kept.getString("refresh_token"),
          kept.getBoolean("rotates"),
          kept.getBoolean("in_doubt"),
          text(kept, "access_token"),
          text(kept, "until").map(Instant::parse));
    } catch (ConfigException | java.time.DateTimeException damaged) {
      throw new AuthException(
          AuthException.Category.REAUTHORIZATION_REQUIRED,
          "what was kept of its tokens is damaged; delete it, and authorize again");
    }
  }

  private static Optional<String> text(Config kept, String name) {
    return kept.hasPath(name) ? Optional.of(kept.getString(name)) : Optional.empty();
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("refresh_token", refreshToken);
    all.put("rotates", rotates);
    all.put("in_doubt", inDoubt);
    accessToken.ifPresent(token -> all.put("access_token", token));
    until.ifPresent(end -> all.put("until", end.toString()));
    return ConfigValueFactory.fromMap(all).render(ConfigRenderOptions.concise());
  }

  KeptTokens doubtful() {
    return new KeptTokens(refreshToken, rotates, true, accessToken, until);
  }

  /** Returns what is kept once a reply brought this refresh token, or none. */
  KeptTokens renewed(Optional<String> next) {
    boolean replaced = next.filter(token -> !token.equals(refreshToken)).isPresent();
    return new KeptTokens(
        next.orElse(refreshToken), rotates || replaced, false, Optional.empty(), Optional.empty());
  }

  KeptTokens with(Token token, Instant now) {
    return new KeptTokens(
        refreshToken,
        rotates,
        inDoubt,
        Optional.of(token.value()),
        token.lifetime().map(now::plus));
  }

  /** Returns how long the access token is good still; empty if it is not, or there is none. */
  Optional<Duration> left(Instant now) {
    return accessToken.isEmpty() || until.isEmpty()
        ? Optional.empty()
        : until.map(end -> Duration.between(now, end)).filter(span -> !span.isNegative());
  }

  @Override
  public String toString() {
    return "KeptTokens";
  }
}
