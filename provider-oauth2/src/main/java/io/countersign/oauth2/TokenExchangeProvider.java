package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Live;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code oauth2-token-exchange}: the tokens of nested blocks are exchanged for one that the API
 * takes (RFC 8693). When theirs are renewed, another exchange follows.
 */
public final class TokenExchangeProvider extends GrantProvider {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TYPES = "urn:ietf:params:oauth:token-type:";
  private static final List<String> SHORT =
      List.of("access_token", "refresh_token", "id_token", "saml1", "saml2", "jwt");

  private static final Setting<Authenticator> SUBJECT =
      Setting.authenticator("subject").describedAs("Whose token is exchanged");
  private static final Setting<String> SUBJECT_TOKEN_TYPE =
      type("subject-token-type")
          .orElse("access_token")
          .describedAs("What the token of the subject is");
  private static final Setting<Optional<Authenticator>> ACTOR =
      Setting.authenticator("actor").optional().describedAs("Who acts for the subject");
  private static final Setting<String> ACTOR_TOKEN_TYPE =
      type("actor-token-type").orElse("access_token").describedAs("What the token of the actor is");
  private static final Setting<Optional<String>> REQUESTED_TOKEN_TYPE =
      type("requested-token-type").optional().describedAs("What the new token is to be");

  /** For {@link java.util.ServiceLoader}. */
  public TokenExchangeProvider() {
    super(
        "oauth2-token-exchange",
        List.of(SUBJECT, SUBJECT_TOKEN_TYPE, ACTOR, ACTOR_TOKEN_TYPE, REQUESTED_TOKEN_TYPE));
  }

  private static Setting<String> type(String name) {
    return Setting.word(
        name, "one of " + String.join(", ", SHORT) + ", or a URI", TokenExchangeProvider::uri);
  }

  private static String uri(String word) {
    if (SHORT.contains(word)) {
      return TYPES + word;
    }
    if (!URI.create(word).isAbsolute()) {
      throw new IllegalArgumentException(word);
    }
    return word;
  }

  @Override
  protected Map<String, String> grant(Settings settings, AuthContext context) {
    return Map.of("grant_type", GRANT);
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    if (settings.has(ACTOR_TOKEN_TYPE) && settings.get(ACTOR).isEmpty()) {
      throw new IllegalArgumentException(
          "actor-token-type says what the token of the actor is: write actor too, or leave it out");
    }
    TokenEndpoint endpoint = TokenEndpoint.of(settings, context);
    ExchangeFetch fetch =
        new ExchangeFetch(
            endpoint,
            settings,
            context,
            parties(settings),
            given -> exchange(settings, context, given));
    return TokenAuthenticator.of(settings, context, endpoint, fetch, () -> {}, fetch::look);
  }

  private static Live<Parties> parties(Settings settings) {
    URI address = settings.get(Words.TOKEN_URL).or(() -> settings.get(Words.ISSUER)).orElseThrow();
    AuthRequest request = AuthRequest.of("POST", address, Map.of(), Body.none());
    Live<String> subject = NestedToken.of("subject", settings.get(SUBJECT), request);
    return settings
        .get(ACTOR)
        .map(actor ->
            Live.both(
                subject,
                NestedToken.of("actor", actor, request),
                (one, other) -> new Parties(one, Optional.of(other))))
        .orElseGet(() -> subject.map(one -> new Parties(one, Optional.empty())));
  }

  private Map<String, String> exchange(Settings settings, AuthContext context, Parties given) {
    Map<String, String> exchange = new LinkedHashMap<>(grant(settings, context));
    settings
        .get(REQUESTED_TOKEN_TYPE)
        .ifPresent(type -> exchange.put("requested_token_type", type));
    exchange.put("subject_token", given.subject());
    exchange.put("subject_token_type", settings.get(SUBJECT_TOKEN_TYPE));
    given
        .actor()
        .ifPresent(actor -> {
          exchange.put("actor_token", actor);
          exchange.put("actor_token_type", settings.get(ACTOR_TOKEN_TYPE));
        });
    return exchange;
  }
}
