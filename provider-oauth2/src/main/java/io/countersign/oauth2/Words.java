package io.countersign.oauth2;

import io.countersign.Authenticator;
import io.countersign.spi.Credentials;
import io.countersign.spi.Expiry;
import io.countersign.spi.Live;
import io.countersign.spi.Placing;
import io.countersign.spi.ReplyPlace;
import io.countersign.spi.Rule;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.Template;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of every grant. */
final class Words {
  static final String REPLY = "reply:";
  static final Placing PLACING = Placing.authorization("Bearer", REPLY);

  static final Setting<Optional<URI>> TOKEN_URL =
      Setting.uri("token-url").optional().describedAs("The token endpoint");
  static final Setting<Optional<URI>> ISSUER =
      Setting.uri("issuer")
          .optional()
          .describedAs("The issuer, whose metadata name the token endpoint (RFC 8414, OIDC)");

  static final Setting<String> CLIENT_AUTHENTICATION =
      Setting.oneOf(
              "client-authentication",
              Stream.of(
                      ClientAuthentication.SECRET,
                      ClientAuthentication.CERTIFICATE,
                      new String[] {"private_key_jwt"},
                      new String[] {"none"})
                  .flatMap(Stream::of)
                  .toArray(String[]::new))
          .orElse("client_secret_basic")
          .describedAs("How the client says who it is; legacy leaves out the form-encoding");
  static final Setting<Secret> CLIENT_ID = Setting.text("client-id").describedAs("The client");
  static final Setting<Optional<Secret>> CLIENT_SECRET =
      Setting.secret("client-secret")
          .when(CLIENT_AUTHENTICATION, ClientAuthentication.SECRET)
          .describedAs("Its secret; \"\" for none");
  static final Setting<List<String>> SCOPE =
      Setting.list("scope").orElse(List.of()).describedAs("What the token is to be good for");
  static final Setting<String> SCOPE_SEPARATOR =
      Setting.plain("scope-separator").orElse(" ").describedAs("What stands between two scopes");
  static final Setting<Optional<Secret>> AUDIENCE =
      Setting.text("audience").optional().describedAs("Whom the token is for");
  static final Setting<List<String>> RESOURCE =
      Setting.list("resource", "an absolute address without a fragment", Words::resource)
          .orElse(List.of())
          .describedAs("The addresses it is for (RFC 8707)");
  static final Setting<Optional<Secret>> ACCESS_TOKEN =
      Setting.secret("access-token").optional().describedAs("A token that exists already");
  static final Setting<Optional<Secret>> EXPIRES_AT =
      Setting.text("expires-at")
          .optional()
          .describedAs("Until when that is good: RFC 3339, or seconds since 1970");
  static final Setting<Optional<Duration>> LIFETIME =
      Setting.duration("lifetime")
          .optional()
          .describedAs("How long a token is good if the reply does not say; else until refused");
  static final Setting<Optional<Duration>> LIFETIME_AT_MOST =
      Setting.duration("lifetime-at-most")
          .optional()
          .describedAs("How long a token is used at most, whatever the reply says");
  static final Setting<String> ON_OUTAGE =
      Setting.oneOf("on-outage", "fail", "wait")
          .orElse("fail")
          .describedAs("What a request without a token does while the endpoint is down");
  static final Setting<Optional<URI>> REVOCATION_URL =
      Setting.uri("revocation-url")
          .optional()
          .describedAs("The revocation endpoint (RFC 7009); else that of the issuer");
  static final Setting<Boolean> REVOKE_ON_CLOSE =
      Setting.flag("revoke-on-close")
          .orElse("false")
          .describedAs("Whether the access token is revoked when the application ends");

  static final Setting<String> METHOD =
      Setting.oneOf("method", "POST", "GET").orElse("POST").describedAs("How it is sent");
  static final Setting<Optional<String>> ENCODING =
      Setting.oneOf("encoding", "form", "json", "query")
          .optional()
          .describedAs("Where its parameters go; form, and query for a GET");
  static final Setting<Map<String, Template>> PARAMETERS =
      Setting.texts("parameters").orElse(Map.of()).describedAs("More parameters");
  static final Setting<Map<String, Template>> HEADERS =
      Setting.texts("headers").orElse(Map.of()).describedAs("Header fields sent with it");
  static final Setting<Map<String, Template>> NAMES =
      Setting.texts("names")
          .orElse(Map.of())
          .describedAs(
              "Other names of its parameters, as client_id = clientId; \"\" leaves one out");
  static final Setting<Optional<Authenticator>> AUTHENTICATOR =
      Setting.authenticator("authenticator")
          .optional()
          .describedAs("What authenticates the token request itself, beside the client");
  static final Setting<Settings> REQUEST =
      Setting.block("request", List.of(METHOD, ENCODING, PARAMETERS, HEADERS, NAMES, AUTHENTICATOR))
          .orElse(Map.of())
          .describedAs("The token request, where it is not as RFC 6749 has it");

  static final Expiry EXPIRY = Expiry.toBeSaid();
  static final Setting<String> TOKEN_AT =
      ReplyPlace.pointer("access-token")
          .orElse("/access_token")
          .describedAs("Where the reply has the token");
  static final Setting<String> TOKEN_TYPE_AT =
      ReplyPlace.pointer("token-type")
          .orElse("/token_type")
          .describedAs("Where it has the type, which must be DPoP if there is dpop");
  static final Setting<String> REFRESH_TOKEN_AT =
      ReplyPlace.pointer("refresh-token")
          .orElse("/refresh_token")
          .describedAs("Where it has the refresh token");
  static final Setting<String> ERROR_AT =
      ReplyPlace.pointer("error").orElse("/error").describedAs("Where it names an error");
  static final Setting<List<String>> REAUTHORIZE_ON =
      Setting.list("reauthorize-on")
          .orElse(List.of("invalid_grant"))
          .describedAs("Errors, or statuses, after which a person must authorize again");
  static final Setting<Map<String, Template>> ATTRIBUTES =
      Setting.texts("attributes")
          .orElse(Map.of())
          .describedAs("What else of it is offered to the application: names and JSON pointers");
  static final Setting<Settings> RESPONSE =
      Setting.block(
              "response",
              Stream.concat(
                      Stream.of(TOKEN_AT, TOKEN_TYPE_AT, REFRESH_TOKEN_AT),
                      Stream.concat(
                          EXPIRY.settings().stream(),
                          Stream.of(ERROR_AT, REAUTHORIZE_ON, ATTRIBUTES)))
                  .<Setting<?>>map(setting -> setting)
                  .toList())
          .orElse(Map.of())
          .describedAs("The reply, where it is not as RFC 6749 has it");

  static final List<Rule> RULES = List.of(Rule.exactlyOne(TOKEN_URL, ISSUER));

  private Words() {}

  /**
   * Returns the pointers of all that the block wants to know of a reply beside the token.
   *
   * @throws IllegalArgumentException if one is no pointer; the message is for the report
   */
  static Set<String> wanted(Settings settings) {
    Set<String> wanted = new TreeSet<>(attributes(settings).values());
    wanted.addAll(placed(settings));
    return wanted;
  }

  /** Returns the pointers of what texts of the block carry along. */
  static Set<String> placed(Settings settings) {
    Set<String> wanted = new TreeSet<>();
    Live<Credentials> unused =
        PLACING.place(
            settings,
            Live.of("self"),
            word -> {
              if (word.startsWith(REPLY)) {
                wanted.add(pointer(word));
              }
              return Live.of("word");
            });
    return wanted;
  }

  /** Returns the pointers of the attributes by their names. */
  static Map<String, String> attributes(Settings settings) {
    Map<String, String> attributes = new TreeMap<>();
    settings
        .get(RESPONSE)
        .get(ATTRIBUTES)
        .forEach((name, template) -> {
          String pointer = template.fill(word -> Live.of("")).now();
          if (pointer == null || !pointer.startsWith("/")) {
            throw new IllegalArgumentException(
                "response.attributes." + name + " must be a JSON pointer, as /instance_url");
          }
          attributes.put(name, pointer);
        });
    return attributes;
  }

  /** Returns the pointer of a reserved word. */
  static String pointer(String word) {
    String pointer = word.substring(REPLY.length());
    if (!pointer.startsWith("/")) {
      throw new IllegalArgumentException(
          "{{" + word + "}} must name a JSON pointer, as {{reply:/token_type}}");
    }
    return pointer;
  }

  private static String resource(String word) {
    URI address = URI.create(word);
    if (!address.isAbsolute() || address.getRawFragment() != null) {
      throw new IllegalArgumentException(word);
    }
    return word;
  }

  /** Returns these settings and then those of every grant; own ones take the place of others. */
  static List<Setting<?>> after(List<Setting<?>> own) {
    Set<String> names = own.stream().map(Setting::name).collect(Collectors.toSet());
    return Stream.concat(own.stream(), ofEvery().filter(setting -> !names.contains(setting.name())))
        .<Setting<?>>map(setting -> setting)
        .toList();
  }

  private static Stream<Setting<?>> ofEvery() {
    return Stream.of(
            List.<Setting<?>>of(
                TOKEN_URL,
                ISSUER,
                CLIENT_ID,
                CLIENT_AUTHENTICATION,
                CLIENT_SECRET,
                ClientAssertion.AUDIENCE,
                ClientAssertion.ALGORITHM,
                ClientAssertion.BLOCK,
                ClientTls.TLS,
                SCOPE,
                SCOPE_SEPARATOR,
                AUDIENCE,
                RESOURCE,
                Dpop.DPOP,
                REQUEST,
                RESPONSE,
                ACCESS_TOKEN,
                EXPIRES_AT,
                LIFETIME,
                LIFETIME_AT_MOST,
                ON_OUTAGE,
                REVOCATION_URL,
                REVOKE_ON_CLOSE),
            PLACING.settings())
        .flatMap(List::stream);
  }
}
