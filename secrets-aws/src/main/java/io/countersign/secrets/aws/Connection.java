package io.countersign.secrets.aws;

import io.countersign.spi.AuthContext;
import io.countersign.spi.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The way to AWS: one client per region, made when a secret of it is first asked for. Thread-safe.
 */
final class Connection implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Optional<String> saidRegion;
  private final Optional<URI> endpoint;
  private final Optional<AccessKey> accessKey;
  private final Around around;
  private final Map<String, SecretsManagerClient> clients = new HashMap<>();
  private @Nullable SdkHttpClient http;
  private @Nullable AwsCredentialsProvider credentials;
  private volatile Optional<String> foundRegion = Optional.empty();
  private boolean closed;

  /** Has no client yet; looks at nothing. */
  Connection(Settings settings, AuthContext context) {
    this.around = Around.of(context.environment());
    this.saidRegion = settings.get(AwsProvider.REGION);
    this.endpoint = settings.get(AwsProvider.ENDPOINT).or(around::endpoint);
    this.accessKey = settings.get(AwsProvider.CREDENTIALS).map(AccessKey::new);
  }

  /** Returns the region of what is no ARN; once one was found, it stays. */
  Optional<String> region() {
    if (saidRegion.isEmpty() && foundRegion.isEmpty()) {
      foundRegion = around.region();
    }
    return saidRegion.or(() -> foundRegion);
  }

  /** Returns whether there is something to sign with; may ask the machine for its role. */
  boolean hasCredentials() {
    try {
      return !credentials().resolveCredentials().accessKeyId().isEmpty();
    } catch (RuntimeException none) {
      return false;
    }
  }

  private synchronized AwsCredentialsProvider credentials() {
    AwsCredentialsProvider known = credentials;
    if (known == null) {
      known = accessKey.isPresent() ? accessKey.get() : around.credentials();
      credentials = known;
    }
    return known;
  }

  /** Returns what came of asking for it; never throws. */
  Answer ask(SecretId secret, String region, Duration atMost) {
    String place = endpoint.map(at -> region + " at " + at.getAuthority()).orElse(region);
    try {
      GetSecretValueResponse came =
          client(region)
              .getSecretValue(
                  GetSecretValueRequest.builder()
                      .secretId(secret.name())
                      .versionStage(secret.stage().orElse(null))
                      .versionId(secret.version().orElse(null))
                      .overrideConfiguration(call -> call.apiCallTimeout(atMost))
                      .build());
      accessKey.ifPresent(AccessKey::used);
      if (came.name() == null) {
        throw new Guard.Refused(Guard.NOT_AWS);
      }
      return new Content(
          secret,
          place,
          Optional.ofNullable(came.versionId()),
          Optional.ofNullable(came.secretString()),
          Optional.ofNullable(came.secretBinary()));
    } catch (AwsServiceException said) {
      Refusal refusal = new Refusal(secret, place, said);
      if (refusal.isOfTheKey()) {
        accessKey.ifPresent(AccessKey::refused);
      }
      return refusal.answer();
    } catch (RuntimeException | LinkageError failed) {
      return new Outage(secret, place, failed).answer();
    }
  }

  private synchronized SecretsManagerClient client(String region) {
    if (closed) {
      throw new Guard.Refused("this source is closed");
    }
    SecretsManagerClient known = clients.get(region);
    if (known != null) {
      return known;
    }
    SdkHttpClient shared = http;
    if (shared == null) {
      shared =
          UrlConnectionHttpClient.builder()
              .connectionTimeout(TO_CONNECT)
              .socketTimeout(SILENCE)
              .build();
      http = shared;
    }
    SecretsManagerClientBuilder builder =
        SecretsManagerClient.builder()
            .region(Region.of(region))
            .credentialsProvider(credentials())
            .httpClient(shared)
            .overrideConfiguration(each -> each.addExecutionInterceptor(new Guard()));
    endpoint.ifPresent(builder::endpointOverride);
    SecretsManagerClient made = builder.build();
    clients.put(region, made);
    return made;
  }

  @Override
  public synchronized void close() {
    closed = true;
    clients.values().forEach(SdkAutoCloseable::close);
    clients.clear();
    if (http != null) {
      http.close();
    }
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  @Override
  public String toString() {
    return "Connection";
  }
}
