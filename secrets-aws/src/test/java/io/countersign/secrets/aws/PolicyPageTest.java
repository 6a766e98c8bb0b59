package io.countersign.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.testkit.Moto;
import io.countersign.testkit.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** The policy of {@code docs/secrets-aws.md} is enough, and allows nothing else. */
@Tag("server")
class PolicyPageTest {
  private final Moto moto = RealServers.moto();
  private final String name = "prod/crm-" + UUID.randomUUID();

  private static String policy() throws IOException {
    Matcher json =
        Pattern.compile("(?s)```json\n(.*?)```")
            .matcher(Files.readString(Path.of("../docs/secrets-aws.md")));
    assertThat(json.find()).isTrue();
    return json.group(1);
  }

  @Test
  void policy_ofThePage_isEnoughForEveryWayToNameASecret() throws IOException {
    moto.secret(name, "{\"token\": \"old\"}");
    moto.secret(name, "{\"token\": \"new\"}");
    String arn = moto.call("DescribeSecret", Map.of("SecretId", name)).getString("ARN");
    try (Asked aws = Asked.of(Asked.environment(moto.root(), moto.user(policy())), Map.of())) {
      assertThat(aws.value(Asked.locator(name, "token"))).isEqualTo("new");
      assertThat(aws.value(Asked.locator(arn, "token"))).isEqualTo("new");
      assertThat(aws.value(Asked.locator(name, "token", "stage=AWSPREVIOUS"))).isEqualTo("old");
      assertThat(aws.line(Asked.locator("prod/no-such-secret", null)))
          .startsWith("NotFound not found: ");
    }
  }

  @Test
  void policy_ofThePage_allowsNoOtherSecretAndNoOtherAction() throws IOException {
    moto.secret(name, "x");
    moto.secret("dev/" + name, "x");
    Moto.Keys keys = moto.user(policy());
    try (Asked aws = Asked.of(Asked.environment(moto.root(), keys), Map.of());
        SecretsManagerClient client =
            SecretsManagerClient.builder()
                .region(Region.of(Moto.REGION))
                .endpointOverride(moto.root())
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(keys.id(), keys.secret())))
                .build()) {
      assertThat(aws.line(Asked.locator("dev/" + name, null)))
          .startsWith("DENIED AccessDeniedException: ");
      List<Runnable> others =
          List.of(
              () -> client.describeSecret(ask -> ask.secretId(name)),
              () -> client.listSecrets(),
              () -> client.batchGetSecretValue(ask -> ask.secretIdList(name)),
              () -> client.putSecretValue(ask -> ask.secretId(name).secretString("y")),
              () -> client.deleteSecret(ask -> ask.secretId(name)));
      for (Runnable other : others) {
        SecretsManagerException refused =
            catchThrowableOfType(SecretsManagerException.class, other::run);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
      }
    }
  }
}
