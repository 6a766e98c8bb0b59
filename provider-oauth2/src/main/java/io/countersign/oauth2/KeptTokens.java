package io.countersign.oauth2;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.AuthException;
import java.time.DateTimeException;
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
 * @param access the access token that came with it
 */
record KeptTokens(String refreshToken, boolean rotates, boolean inDoubt, Optional<Access> access) {

  /**
   * An access token of which is known how long it is good.
   *
   * @param since when it was asked for
   * @param until when it ends
   * @param asked what it was asked for, which it is good for
   * @param said what came with it, by JSON pointers
   * @param boundTo the thumbprint of the key that it is bound to; empty for a bearer token
   */
  record Access(
      String token,
      Instant since,
      Instant until,
      String asked,
      Map<String, String> said,
      Optional<String> boundTo) {

    /** Returns how long it is good still; a clock that was set back does not make it longer. */
    Duration left(Instant now) {
      return Duration.between(now.isBefore(since) ? since : now, until);
    }

    @Override
    public String toString() {
      return "Access";
    }
  }

  /** Returns what is kept of a grant that was never used. */
  static KeptTokens unused(String refreshToken) {
    return new KeptTokens(refreshToken, false, false, Optional.empty());
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
          kept.hasPath("access")
              ? Optional.of(access(kept.getConfig("access")))
              : Optional.empty());
    } catch (ConfigException | DateTimeException damaged) {
      throw new AuthException(
          AuthException.Category.REAUTHORIZATION_REQUIRED,
          "what was kept of its tokens is damaged; authorize again, and replace refresh-token");
    }
  }

  private static Access access(Config kept) {
    Map<String, String> said = new LinkedHashMap<>();
    kept.getObject("said")
        .forEach((pointer, value) -> said.put(pointer, String.valueOf(value.unwrapped())));
    return new Access(
        kept.getString("token"),
        Instant.parse(kept.getString("since")),
        Instant.parse(kept.getString("until")),
        kept.getString("asked"),
        said,
        Optional.of(kept.getString("bound_to")).filter(key -> !key.isEmpty()));
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("refresh_token", refreshToken);
    all.put("rotates", rotates);
    all.put("in_doubt", inDoubt);
    access.ifPresent(one ->
        all.put(
            "access",
            Map.of(
                "token",
                one.token,
                "since",
                one.since.toString(),
                "until",
                one.until.toString(),
                "asked",
                one.asked,
                "said",
                one.said,
                "bound_to",
                one.boundTo.orElse(""))));
    return ConfigValueFactory.fromMap(all).render(ConfigRenderOptions.concise());
  }

  KeptTokens doubtful() {
    return new KeptTokens(refreshToken, rotates, true, access);
  }

  /** Returns what is kept once a reply brought this refresh token, or none. */
  KeptTokens renewed(Optional<String> next) {
    boolean replaced = next.filter(token -> !token.equals(refreshToken)).isPresent();
    return new KeptTokens(next.orElse(refreshToken), rotates || replaced, false, Optional.empty());
  }

  /** Returns the same with an access token, if it has an end. */
  KeptTokens with(Token token, Instant since, String asked) {
    return new KeptTokens(
        refreshToken,
        rotates,
        inDoubt,
        token
            .lifetime()
            .map(life ->
                new Access(
                    token.value(),
                    since,
                    since.plus(life),
                    asked,
                    token.said(),
                    token.key().map(ProofKey::thumbprint))));
  }

  @Override
  public String toString() {
    return "KeptTokens";
  }
}
