package io.countersign.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.countersign.spi.AuthRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The same request, sent by a client of AWS's own and by ours, at the same moment. */
class SdkClientTest {
  private static final String TOKEN = "temporary-token";

  /** What reached the server. */
  private record Got(String method, URI target, Headers headers, String body) {}

  @Test
  void request_ofTheSdksClient_isSignedByUsInTheSameBytes() throws Exception {
    List<Got> got = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          got.add(
              new Got(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  exchange.getRequestHeaders(),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] answer = "{\"Name\": \"a\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    URI root = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (Signer ours =
            Signer.of("region = eu-west-1, service = secretsmanager, session-token = " + TOKEN);
        SecretsManagerClient client =
            SecretsManagerClient.builder()
                .region(Region.EU_WEST_1)
                .endpointOverride(root)
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(Signer.ID, Signer.SECRET, TOKEN)))
                .httpClient(UrlConnectionHttpClient.create())
                .putAuthScheme(new AtOnce(ours.time.withZone(ZoneOffset.UTC)))
                .build()) {
      client.getSecretValue(each -> each.secretId("ä/b"));

      Got theirs = got.get(0);
      AuthRequest request =
          Signer.request(
              theirs.method(),
              root.resolve(theirs.target()).toString(),
              "Content-Type: "
                  + theirs.headers().getFirst("Content-Type")
                  + "|X-Amz-Target: "
                  + theirs.headers().getFirst("X-Amz-Target"),
              theirs.body());
      AuthRequest out = ours.sign(request);

      for (String name :
          List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256")) {
        assertThat(Signer.header(out, name))
            .as(name)
            .isNotEmpty()
            .isEqualTo(theirs.headers().getFirst(name));
      }
    } finally {
      server.stop(0);
    }
  }

  /** The scheme of the SDK with a still clock, and without what only its own clients send. */
  private record AtOnce(Clock clock) implements AwsV4AuthScheme, AwsV4HttpSigner {
    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders all) {
      return AwsV4AuthScheme.create().identityProvider(all);
    }

    @Override
    public String schemeId() {
      return AwsV4AuthScheme.SCHEME_ID;
    }

    @Override
    public AwsV4HttpSigner signer() {
      return this;
    }

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
      return AwsV4HttpSigner.create().sign(still(request));
    }

    private <T extends AwsCredentialsIdentity> SignRequest<T> still(SignRequest<T> request) {
      return request.toBuilder()
          .putProperty(SIGNING_CLOCK, clock)
          .request(
              request.request().toBuilder()
                  .removeHeader("amz-sdk-invocation-id")
                  .removeHeader("amz-sdk-request")
                  .removeHeader("Content-Length")
                  .build())
          .build();
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
        AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      throw new UnsupportedOperationException("the client blocks");
    }
  }
}
