package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Sends token requests as a block describes them (RFC 6749 §4 and §6, and what servers want). */
final class TokenEndpoint {
  private static final String AUTHORIZATION = "Authorization";
  private static final String RESOURCE = "resource";

  /** What an echo of it shows is in the configuration, in plain. */
  private static final Set<String> NO_SECRETS =
      Set.of(
          "grant_type",
          "client_assertion_type",
          "scope",
          "client_id",
          RESOURCE,
          "subject_token_type",
          "actor_token_type",
          "requested_token_type");

  private final Settings settings;
  private final Settings request;
  private final AuthContext context;
  private final Optional<ClientTls> tls;
  private final AuthContext calls;
  private final Optional<Metadata> metadata;
  private final ClientAuthentication clientAuthentication;
  private final Optional<ClientAssertion> assertion;
  private final Optional<Dpop> dpop;

  /**
   * A reply, and what must not be shown of it.
   *
   * @param sent the values that it may echo
   * @param key of the proof that was sent
   */
  record Answer(ReplyData reply, List<String> sent, URI from, Optional<ProofKey> key) {
    @Override
    public String toString() {
      return "Answer[" + reply.status() + " from " + from + "]";
    }
  }

  private TokenEndpoint(Settings settings, AuthContext context) {
    this.settings = settings;
    this.request = settings.get(Words.REQUEST);
    this.context = context;
    this.tls = ClientTls.of(settings, context);
    this.calls = tls.map(shown -> context.showing(shown.identity())).orElse(context);
    this.metadata =
        settings.get(Words.ISSUER).map(issuer -> new Metadata(issuer, calls, tls.isPresent()));
    this.clientAuthentication = ClientAuthentication.of(settings.get(Words.CLIENT_AUTHENTICATION));
    this.assertion = ClientAssertion.of(clientAuthentication, settings, context);
    if (clientAuthentication.showsCertificate() && tls.isEmpty()) {
      throw new IllegalArgumentException(
          "client-authentication = "
              + settings.get(Words.CLIENT_AUTHENTICATION)
              + " needs the certificate that is shown: tls { certificate = …, key = … }");
    }
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

  /**
   * Makes one token request.
   *
   * @param grant gives the parameters of the grant, {@code grant_type} first; asked again for a
   *     request that is made twice, since it may hold what is good once
   */
  CompletionStage<Answer> ask(Supplier<Map<String, String>> grant, Duration atMost) {
    String errorAt = settings.get(Words.RESPONSE).get(Words.ERROR_AT);
    return dpop.map(proving -> proving.ask(errorAt, () -> asked(grant.get(), atMost)))
        .orElseGet(() -> asked(grant.get(), atMost));
  }

  private CompletionStage<Answer> asked(Map<String, String> grant, Duration atMost) {
    Optional<ProofKey> key = dpop.map(Dpop::key);
    return newest(atMost)
        .thenCompose(looked -> address(atMost))
        .thenCompose(address -> {
          Resources resources = resources(grant);
          Map<String, String> parameters = parameters(grant, resources);
          Credentials headers = headers();
          HttpCall call =
              resources.rest(
                  HttpCall.of(
                      request.get(Words.METHOD),
                      address,
                      accepting(headers).and(placed(parameters)).and(resources.array()),
                      atMost));
          List<String> sent = secretsOf(parameters);
          headers.placements().forEach(placement -> sent.add(placement.value()));
          return transport(key)
              .send(call)
              .thenApply(reply -> new Answer(ReplyData.of(reply), sent, shown(address), key));
        });
  }

  /** A query may hold a key. */
  private static URI shown(URI address) {
    String text = address.toString();
    int query = text.indexOf('?');
    return query < 0 ? address : URI.create(text.substring(0, query));
  }

  /** Returns what binds its tokens to a key, if something does. */
  Optional<Dpop> dpop() {
    return dpop;
  }

  /** Revokes a token, where there is an endpoint for that (RFC 7009); returns the status. */
  CompletionStage<Integer> revoke(String token, Duration atMost) {
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
                                "POST", found, headers().and(placed(parameters, "form")), atMost))
                        .thenApply(HttpReply::status))
                .orElseGet(() -> CompletableFuture.completedFuture(200)));
  }

  /** Returns TLS for the client that calls the API, if the block has a client certificate. */
  Optional<SSLContext> tls() {
    return tls.map(ClientTls::context);
  }

  /** Looks whether there is a newer client certificate; what follows is on the executor. */
  private CompletionStage<?> newest(Duration atMost) {
    return tls.<CompletionStage<?>>map(
            shown -> shown.readAgain(atMost).thenApplyAsync(done -> done, context.executor()))
        .orElseGet(() -> CompletableFuture.completedFuture(true));
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
    return all.map(calls::http).orElseGet(calls::http);
  }

  /** What the block writes beside never takes the place of what the grant or the client needs. */
  private Map<String, String> parameters(Map<String, String> grant, Resources resources) {
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
    resources.first().ifPresent(resource -> parameters.putIfAbsent(RESOURCE, resource));
    texts(request.get(Words.PARAMETERS)).forEach(parameters::putIfAbsent);
    if (resources.areArray()) {
      parameters.remove(RESOURCE);
    }
    return parameters;
  }

  private Resources resources(Map<String, String> grant) {
    return new Resources(
        grant.containsKey(RESOURCE) ? List.of() : settings.get(Words.RESOURCE),
        encoding(),
        texts(request.get(Words.NAMES)).getOrDefault(RESOURCE, RESOURCE));
  }

  private void addClient(Map<String, String> parameters) {
    if (ownHeader()) {
      return;
    }
    boolean nobody = clientAuthentication == ClientAuthentication.NONE && clientId().isEmpty();
    if (clientAuthentication.sendsId() && !nobody) {
      parameters.put("client_id", clientId());
    }
    assertion.ifPresent(token -> parameters.putAll(token.parameters(clientId())));
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
    Map<String, String> names = texts(request.get(Words.NAMES));
    Map<String, String> named = new LinkedHashMap<>();
    parameters.forEach((name, value) -> {
      String written = names.getOrDefault(name, name);
      if (!written.isEmpty()) {
        named.putIfAbsent(written, value);
      }
    });
    return placed(named, encoding());
  }

  private String encoding() {
    String usual = request.get(Words.METHOD).equals("GET") ? "query" : "form";
    return request.get(Words.ENCODING).orElse(usual);
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
                case "json" -> Credentials.json(pointer(name), value);
                default -> Credentials.form(name, value);
              });
    }
    return all;
  }

  /** Returns where a member of a JSON body is. */
  static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private String clientId() {
    return settings.get(Words.CLIENT_ID).reveal();
  }

  private String clientSecret() {
    return settings.get(Words.CLIENT_SECRET).map(Secret::reveal).orElse("");
  }

  static Map<String, String> texts(Map<String, Template> templates) {
    Map<String, String> texts = new TreeMap<>();
    templates.forEach((name, template) -> {
      String text = template.fill(word -> Live.of("")).now();
      texts.put(name, text == null ? "" : text);
    });
    return texts;
  }

  /** Returns what must not be shown: everything but what the configuration says in plain. */
  private List<String> secretsOf(Map<String, String> parameters) {
    List<String> secrets = new ArrayList<>(List.of(clientSecret()));
    parameters.forEach((name, value) -> {
      if (!NO_SECRETS.contains(name)) {
        secrets.add(value);
      }
    });
    return secrets;
  }
}
