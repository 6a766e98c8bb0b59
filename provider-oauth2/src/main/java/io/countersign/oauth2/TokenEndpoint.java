package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.ReplyData;
import io.countersign.spi.Secret;
import io.countersign.spi.Settings;
import io.countersign.spi.Template;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends token requests as a block describes them (RFC 6749 §4 and §6, and what servers want). */
final class TokenEndpoint {
  private static final String AUTHORIZATION = "Authorization";

  private final Settings settings;
  private final Settings request;
  private final AuthContext context;
  private final Optional<Metadata> metadata;
  private final ClientAuthentication clientAuthentication;
  private final Optional<Dpop> dpop;

  /**
   * A reply, and what must not be shown of it.
   *
   * @param sent the values that it may echo
   * @param key of the proof that was sent
   */
  record Answer(ReplyData reply, List<String> sent, URI from, Optional<ProofKey> key) {}

  private TokenEndpoint(Settings settings, AuthContext context) {
    this.settings = settings;
    this.request = settings.get(Words.REQUEST);
    this.context = context;
    this.metadata = settings.get(Words.ISSUER).map(issuer -> new Metadata(issuer, context));
    this.clientAuthentication = ClientAuthentication.of(settings.get(Words.CLIENT_AUTHENTICATION));
    this.dpop = Dpop.of(settings, context);
  }

  static TokenEndpoint of(Settings settings, AuthContext context) {
    TokenEndpoint endpoint = new TokenEndpoint(settings, context);
    endpoint.tryOut();
    return endpoint;
  }

  /** What can never be sent is told when the block is read, not by the first request. */
  private void tryOut() {
    try {
      Credentials names =
          dpop.isPresent() ? Credentials.header(Dpop.FIELD, "0") : Credentials.none();
      for (String name : request.get(Words.HEADERS).keySet()) {
        names = names.and(Credentials.header(name, "0"));
      }
      URI address =
          settings.get(Words.TOKEN_URL).or(() -> settings.get(Words.ISSUER)).orElseThrow();
      HttpCall unused =
          HttpCall.of(
              request.get(Words.METHOD), address, placed(Map.of("grant_type", "0")), Duration.ZERO);
    } catch (AuthException unfit) {
      throw new IllegalArgumentException("request: " + unfit.getMessage());
    }
  }

  /** Sends one request with these parameters of the grant, {@code grant_type} first. */
  CompletionStage<Answer> ask(Map<String, String> grant, Duration atMost) {
    String errorAt = settings.get(Words.RESPONSE).get(Words.ERROR_AT);
    return dpop.map(proving -> proving.ask(errorAt, () -> asked(grant, atMost)))
        .orElseGet(() -> asked(grant, atMost));
  }

  private CompletionStage<Answer> asked(Map<String, String> grant, Duration atMost) {
    Optional<ProofKey> key = dpop.map(Dpop::key);
    return address(atMost)
        .thenCompose(address -> {
          Map<String, String> parameters = parameters(grant);
          Credentials headers = headers();
          HttpCall call =
              HttpCall.of(
                  request.get(Words.METHOD),
                  address,
                  accepting(headers).and(placed(parameters)),
                  atMost);
          List<String> sent = secretsOf(parameters);
          headers.placements().forEach(placement -> sent.add(placement.value()));
          return transport(key)
              .send(call)
              .thenApply(reply -> new Answer(ReplyData.of(reply), sent, address, key));
        });
  }

  /** Returns what binds its tokens to a key, if something does. */
  Optional<Dpop> dpop() {
    return dpop;
  }

  /** Revokes a token, where there is an endpoint for that (RFC 7009). */
  CompletionStage<Void> revoke(String token, Duration atMost) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("token", token);
    parameters.put("token_type_hint", "access_token");
    addClient(parameters);
    return revocation(atMost)
        .thenCompose(address ->
            address
                .map(found ->
                    transport(Optional.empty())
                        .send(
                            HttpCall.of(
                                "POST",
                                found,
                                clientHeader().and(placed(parameters, "form")),
                                atMost))
                        .<Void>thenApply(reply -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  private CompletionStage<URI> address(Duration atMost) {
    return metadata
        .map(known -> known.get(atMost).thenApply(Metadata.Known::token))
        .orElseGet(
            () -> CompletableFuture.completedFuture(settings.get(Words.TOKEN_URL).orElseThrow()));
  }

  private CompletionStage<Optional<URI>> revocation(Duration atMost) {
    Optional<URI> written = settings.get(Words.REVOCATION_URL);
    return written.isPresent() || metadata.isEmpty()
        ? CompletableFuture.completedFuture(written)
        : metadata.get().get(atMost).thenApply(Metadata.Known::revocation);
  }

  /** Returns what makes a call, with a proof of this key. */
  private HttpTransport transport(Optional<ProofKey> key) {
    Optional<Authenticator> nested = request.get(Words.AUTHENTICATOR);
    Optional<Authenticator> all =
        dpop.flatMap(proving ->
                key.<Authenticator>map(
                    own -> new ProvenCalls(proving, own, nested.orElseGet(Authenticator::none))))
            .or(() -> nested);
    return all.map(context::http).orElseGet(context::http);
  }

  /** What the block writes beside never takes the place of what the grant or the client needs. */
  private Map<String, String> parameters(Map<String, String> grant) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String type = grant.get("grant_type");
    if (type != null) {
      parameters.put("grant_type", type);
    }
    addClient(parameters);
    grant.forEach(parameters::putIfAbsent);
    List<String> scope = settings.get(Words.SCOPE);
    if (!scope.isEmpty()) {
      parameters.putIfAbsent("scope", String.join(settings.get(Words.SCOPE_SEPARATOR), scope));
    }
    settings
        .get(Words.AUDIENCE)
        .ifPresent(audience -> parameters.putIfAbsent("audience", audience.reveal()));
    settings
        .get(Words.RESOURCE)
        .ifPresent(resource -> parameters.putIfAbsent("resource", resource));
    texts(request.get(Words.PARAMETERS)).forEach(parameters::putIfAbsent);
    return parameters;
  }

  private void addClient(Map<String, String> parameters) {
    if (ownHeader()) {
      return;
    }
    if (clientAuthentication.sendsId()) {
      parameters.put("client_id", clientId());
    }
    if (clientAuthentication.sendsSecret()) {
      parameters.put("client_secret", clientSecret());
    }
  }

  /** Whoever writes the header says who the client is by it. */
  private boolean ownHeader() {
    return request.get(Words.HEADERS).keySet().stream().anyMatch(AUTHORIZATION::equalsIgnoreCase);
  }

  private Credentials clientHeader() {
    return ownHeader()
        ? Credentials.none()
        : clientAuthentication.header(clientId(), clientSecret());
  }

  private Credentials headers() {
    Credentials all = clientHeader();
    for (Map.Entry<String, String> field : texts(request.get(Words.HEADERS)).entrySet()) {
      all = all.and(Credentials.header(field.getKey(), field.getValue()));
    }
    return all;
  }

  private static Credentials accepting(Credentials headers) {
    boolean says =
        headers.placements().stream()
            .anyMatch(placement -> placement.name().equalsIgnoreCase("Accept"));
    return says ? headers : headers.and(Credentials.header("Accept", "application/json"));
  }

  private Credentials placed(Map<String, String> parameters) {
    String usual = request.get(Words.METHOD).equals("GET") ? "query" : "form";
    Map<String, String> names = texts(request.get(Words.NAMES));
    Map<String, String> named = new LinkedHashMap<>();
    parameters.forEach((name, value) -> {
      String written = names.getOrDefault(name, name);
      if (!written.isEmpty()) {
        named.putIfAbsent(written, value);
      }
    });
    return placed(named, request.get(Words.ENCODING).orElse(usual));
  }

  private static Credentials placed(Map<String, String> parameters, String encoding) {
    Credentials all = Credentials.none();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      String value = parameter.getValue();
      all =
          all.and(
              switch (encoding) {
                case "query" -> Credentials.query(name, value);
                case "json" ->
                    Credentials.json("/" + name.replace("~", "~0").replace("/", "~1"), value);
                default -> Credentials.form(name, value);
              });
    }
    return all;
  }

  private String clientId() {
    return settings.get(Words.CLIENT_ID).reveal();
  }

  private String clientSecret() {
    return settings.get(Words.CLIENT_SECRET).map(Secret::reveal).orElse("");
  }

  private static Map<String, String> texts(Map<String, Template> templates) {
    Map<String, String> texts = new TreeMap<>();
    templates.forEach((name, template) -> {
      String text = template.fill(word -> Live.of("")).now();
      texts.put(name, text == null ? "" : text);
    });
    return texts;
  }

  /** Returns what must not be shown: everything but the names of grants and scopes. */
  private List<String> secretsOf(Map<String, String> parameters) {
    List<String> secrets = new ArrayList<>(List.of(clientSecret()));
    parameters.forEach((name, value) -> {
      if (!name.equals("grant_type") && !name.equals("scope") && !name.equals("client_id")) {
        secrets.add(value);
      }
    });
    return secrets;
  }
}
