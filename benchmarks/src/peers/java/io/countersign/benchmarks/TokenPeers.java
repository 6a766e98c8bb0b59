package io.countersign.benchmarks;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AccessTokenCache;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.auth.oauth2.OAuth2Credentials;
import com.google.auth.oauth2.OAuth2CredentialsWithRefresh;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.utils.cache.CachedSupplier;
import software.amazon.awssdk.utils.cache.RefreshResult;

/**
 * {@link Tokens} with the peers beside, each called by many threads as its documentation says. With
 * its defaults; where these keep minutes back, which such tokens do not have, once more with a fifth
 * and a tenth of the token's life instead.
 */
public final class TokenPeers {
  private TokenPeers() {}

  /** One token from the endpoint. */
  private record Given(String token, Instant end) {
    String header() {
      return "Bearer " + token;
    }
  }

  /**
   * Prints tables in Markdown.
   *
   * @param arguments as those of {@link Tokens#main}
   */
  public static void main(String[] arguments) throws Exception {
    new Tokens()
        .beside("Spring Security", server -> spring(server, Duration.ofSeconds(60)))
        .beside("Spring Security, margin L/5", server -> spring(server, part(server, 5)))
        .beside("google-auth", server -> google(server, OAuth2CredentialsWithRefresh.newBuilder()))
        .beside(
            "google-auth, margins L/5, L/10",
            server -> {
              OAuth2CredentialsWithRefresh.Builder builder =
                  OAuth2CredentialsWithRefresh.newBuilder();
              builder.setRefreshMargin(part(server, 5)).setExpirationMargin(part(server, 10));
              return google(server, builder);
            })
        .beside("azure-core", TokenPeers::azure)
        .beside("AWS CachedSupplier, margins L/5, L/10", TokenPeers::aws)
        .print(arguments);
    // Some of them keep threads that never end.
    System.exit(0);
  }

  private static Duration part(TokenServer server, int of) {
    return server.lifetime().dividedBy(of);
  }

  /** Asks the endpoint as a program does that writes the call itself. */
  private static Given fetch(HttpClient client, TokenServer server) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(server.at("/token"))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("the token endpoint answered " + response.statusCode());
      }
      JsonNode reply = new ObjectMapper().readTree(response.body());
      return new Given(
          reply.get("access_token").asText(),
          Instant.now().plusSeconds(reply.get("expires_in").asLong()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  private static Given fetchUnchecked(HttpClient client, TokenServer server) {
    try {
      return fetch(client, server);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private static TokenSource spring(TokenServer server, Duration skew) {
    ClientRegistration registration =
        ClientRegistration.withRegistrationId("crm")
            .clientId("app")
            .clientSecret("a-secret")
            .tokenUri(server.at("/token").toString())
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .build();
    InMemoryClientRegistrationRepository registrations =
        new InMemoryClientRegistrationRepository(registration);
    AuthorizedClientServiceOAuth2AuthorizedClientManager manager =
        new AuthorizedClientServiceOAuth2AuthorizedClientManager(
            registrations, new InMemoryOAuth2AuthorizedClientService(registrations));
    OAuth2AuthorizedClientProvider provider =
        OAuth2AuthorizedClientProviderBuilder.builder()
            .clientCredentials(
                grant -> grant.clockSkew(skew).accessTokenResponseClient(springsCalls()))
            .build();
    manager.setAuthorizedClientProvider(provider);
    OAuth2AuthorizeRequest request =
        OAuth2AuthorizeRequest.withClientRegistrationId("crm").principal("app").build();
    return TokenSource.timed(() -> {
      OAuth2AuthorizedClient client = manager.authorize(request);
      if (client == null) {
        throw new IOException("no client");
      }
      return "Bearer " + client.getAccessToken().getTokenValue();
    });
  }

  /** As Spring makes them by itself where a program has no other HTTP client than the JDK's. */
  private static RestClientClientCredentialsTokenResponseClient springsCalls() {
    RestClientClientCredentialsTokenResponseClient calls =
        new RestClientClientCredentialsTokenResponseClient();
    calls.setRestClient(
        RestClient.builder()
            .requestFactory(new JdkClientHttpRequestFactory())
            .configureMessageConverters(converters ->
                converters
                    .addCustomConverter(new FormHttpMessageConverter())
                    .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
            .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
            .build());
    return calls;
  }

  private static TokenSource google(
      TokenServer server, OAuth2CredentialsWithRefresh.Builder builder) {
    HttpClient client = HttpClient.newHttpClient();
    OAuth2Credentials credentials =
        builder
            .setRefreshHandler(() -> {
              Given given = fetch(client, server);
              return new com.google.auth.oauth2.AccessToken(given.token, Date.from(given.end));
            })
            .build();
    return TokenSource.timed(() -> {
      List<String> values = credentials.getRequestMetadata(server.at("/api")).get("Authorization");
      return Objects.requireNonNull(values).get(0);
    });
  }

  private static TokenSource azure(TokenServer server) {
    HttpClient client = HttpClient.newHttpClient();
    TokenCredential credential =
        new TokenCredential() {
          @Override
          public Mono<AccessToken> getToken(TokenRequestContext context) {
            return Mono.fromCallable(() -> getTokenSync(context));
          }

          @Override
          public AccessToken getTokenSync(TokenRequestContext context) {
            Given given = fetchUnchecked(client, server);
            return new AccessToken(given.token, given.end.atOffset(ZoneOffset.UTC));
          }
        };
    AccessTokenCache cache = new AccessTokenCache(credential);
    TokenRequestContext context = new TokenRequestContext().addScopes("crm");
    return TokenSource.timed(() -> "Bearer " + cache.getTokenSync(context, false).getToken());
  }

  /** It has no margins of its own: who obtains the value says from when it is stale. */
  private static TokenSource aws(TokenServer server) {
    HttpClient client = HttpClient.newHttpClient();
    CachedSupplier<Given> cache =
        CachedSupplier.builder(() -> {
              Given given = fetchUnchecked(client, server);
              return RefreshResult.builder(given)
                  .staleTime(given.end.minus(part(server, 10)))
                  .prefetchTime(given.end.minus(part(server, 5)))
                  .build();
            })
            .build();
    return TokenSource.timed(() -> cache.get().header());
  }
}
