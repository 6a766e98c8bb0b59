package io.countersign.benchmarks;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AccessTokenCache;
import com.azure.core.credential.TokenRequestContext;
import com.google.auth.oauth2.OAuth2Credentials;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.eclipse.jetty.client.Authentication;
import org.eclipse.jetty.client.AuthenticationStore;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.signer.BearerHttpSigner;
import software.amazon.awssdk.identity.spi.TokenIdentity;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * The same request by the peers, each with a credential at hand and in the way it is meant to be
 * used. None of them but Jetty's looks at where the request goes; in doubt the row is in the peer's
 * favour.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class Peers {
  private static final String TOKEN = "a-token-of-40-characters-123456789012345";
  private static final URI ADDRESS = URI.create("https://api.example.com/v2/orders/4711?expand=lines");

  private final List<Object> fields = new java.util.ArrayList<>();

  private OAuth2Credentials google = OAuth2Credentials.newBuilder().build();
  private final BearerHttpSigner aws = BearerHttpSigner.create();
  private final TokenIdentity awsToken = TokenIdentity.create(TOKEN);
  private SdkHttpRequest awsRequest = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(ADDRESS).build();
  private final AuthorizedClientServiceOAuth2AuthorizedClientManager spring = manager();
  private final OAuth2AuthorizeRequest springRequest =
      OAuth2AuthorizeRequest.withClientRegistrationId("crm").principal("app").build();
  private final AccessTokenCache azure =
      new AccessTokenCache(
          context -> reactor.core.publisher.Mono.just(token()));
  private final TokenRequestContext azureRequest = new TokenRequestContext().addScopes("crm");
  private final BasicScheme apache = new BasicScheme();
  private final HttpHost apacheHost = new HttpHost("https", "api.example.com", 443);
  private final BasicHttpRequest apacheRequest = new BasicHttpRequest("GET", "/v2/orders/4711");
  private final HttpCoreContext apacheContext = HttpCoreContext.create();
  private final HttpClient jettyClient = new HttpClient();
  private final AuthenticationStore jetty = jettyClient.getAuthenticationStore();
  private final Request jettyRequest = jettyClient.newRequest(ADDRESS);
  private final SecretCache secrets = new SecretCache(new OneSecret());

  /** A Secrets Manager that is asked once. */
  private static final class OneSecret implements SecretsManagerClient {
    private static final String VERSION = "00000000-0000-0000-0000-000000000001";

    @Override
    public DescribeSecretResponse describeSecret(DescribeSecretRequest ask) {
      return DescribeSecretResponse.builder()
          .name(ask.secretId())
          .versionIdsToStages(Map.of(VERSION, List.of("AWSCURRENT")))
          .build();
    }

    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest ask) {
      return GetSecretValueResponse.builder()
          .name(ask.secretId())
          .versionId(VERSION)
          .secretString(TOKEN)
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private static AccessToken token() {
    return new AccessToken(TOKEN, OffsetDateTime.now(java.time.ZoneOffset.UTC).plusDays(1));
  }

  private static AuthorizedClientServiceOAuth2AuthorizedClientManager manager() {
    ClientRegistration registration =
        ClientRegistration.withRegistrationId("crm")
            .clientId("id")
            .clientSecret("secret")
            .tokenUri("https://login.example.com/token")
            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
            .build();
    InMemoryClientRegistrationRepository registrations =
        new InMemoryClientRegistrationRepository(registration);
    InMemoryOAuth2AuthorizedClientService service =
        new InMemoryOAuth2AuthorizedClientService(registrations);
    AuthorizedClientServiceOAuth2AuthorizedClientManager manager =
        new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, service);
    manager.setAuthorizedClientProvider(
        OAuth2AuthorizedClientProviderBuilder.builder().clientCredentials().build());
    OAuth2AccessToken token =
        new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER,
            TOKEN,
            Instant.now(),
            Instant.now().plusSeconds(86_400));
    service.saveAuthorizedClient(
        new OAuth2AuthorizedClient(registration, "app", token),
        new org.springframework.security.authentication.TestingAuthenticationToken("app", ""));
    return manager;
  }

  /** Gives each its credential. */
  @Setup
  public void setUp() throws IOException {
    google =
        OAuth2Credentials.create(
            new com.google.auth.oauth2.AccessToken(
                TOKEN, Date.from(Instant.now().plusSeconds(86_400))));
    apache.initPreemptive(
        new UsernamePasswordCredentials("amelie", "a-password-of-32-characters-12345".toCharArray()));
    jetty.addAuthenticationResult(
        new BasicAuthentication.BasicResult(
            URI.create("https://api.example.com"), "amelie", "a-password-of-32-characters-12345"));
    if (azure.getTokenSync(azureRequest, false) == null
        || spring.authorize(springRequest) == null
        || jetty.findAuthenticationResult(ADDRESS) == null
        || secrets.getSecretString("shop") == null) {
      throw new IllegalStateException("one of the peers has nothing at hand");
    }
  }

  /** A token that is checked against the clock, and a map of header lists made beforehand. */
  @Benchmark
  public Object google() throws IOException {
    fields.clear();
    for (Map.Entry<String, List<String>> field : google.getRequestMetadata(ADDRESS).entrySet()) {
      fields.add(field.getValue().get(0));
    }
    return fields;
  }

  /** A header on a copy of the request; the identity is given, so no cache is asked. */
  @Benchmark
  public Object aws() {
    return aws.sign(sign -> sign.identity(awsToken).request(awsRequest)).request();
  }

  /** The client from the service, its token checked against the clock; the header from it. */
  @Benchmark
  public Object spring() throws IOException {
    fields.clear();
    OAuth2AuthorizedClient client = spring.authorize(springRequest);
    fields.add("Bearer " + (client == null ? "" : client.getAccessToken().getTokenValue()));
    return fields;
  }

  /** The token from the cache, checked against the clock; the header from it. */
  @Benchmark
  public Object azure() {
    fields.clear();
    fields.add("Bearer " + azure.getTokenSync(azureRequest, false).getToken());
    return fields;
  }

  /** A secret from AWS's cache of them, checked against the clock; the header from it. */
  @Benchmark
  public Object awsSecretCache() {
    fields.clear();
    fields.add("Bearer " + secrets.getSecretString("shop"));
    return fields;
  }

  /** The value of a header, encoded anew each time. */
  @Benchmark
  public Object apacheBasic() throws Exception {
    fields.clear();
    fields.add(apache.generateAuthResponse(apacheHost, apacheRequest, apacheContext));
    return fields;
  }

  /** A result found by the address of the request, put on the request, and taken off again. */
  @Benchmark
  public Object jettyBasic() {
    Authentication.Result result = jetty.findAuthenticationResult(jettyRequest.getURI());
    result.apply(jettyRequest);
    return jettyRequest.headers(fields -> fields.remove(HttpHeader.AUTHORIZATION));
  }
}
