package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class MotoTest {
  private final Moto moto = RealServers.moto();
  private final String name = UUID.randomUUID().toString();

  @Test
  void secret_givenTwice_hasTwoVersions() {
    moto.secret(name, "a");
    moto.secret(name, "b");

    assertThat(moto.call("GetSecretValue", Map.of("SecretId", name)).getString("SecretString"))
        .isEqualTo("b");
    assertThat(
            moto.call("GetSecretValue", Map.of("SecretId", name, "VersionStage", "AWSPREVIOUS"))
                .getString("SecretString"))
        .isEqualTo("a");
    assertThatThrownBy(() -> moto.call("us-east-1", "GetSecretValue", Map.of("SecretId", name)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anybody_withoutAKeyThatItGave_isRefusedAsAwsDoes() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) moto.root().toURL().openConnection();
    connection.setRequestProperty("X-Amz-Target", "secretsmanager.GetSecretValue");
    connection.setRequestProperty(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIANOBODY/20260101/eu-west-1/secretsmanager/aws4_request,"
            + " SignedHeaders=host, Signature=x");
    connection.setDoOutput(true);
    connection.getOutputStream().write("{\"SecretId\": \"x\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(connection.getResponseCode()).isEqualTo(400);
    assertThat(new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("\"__type\": \"UnrecognizedClientException\"");
  }

  @Test
  void user_ofAPolicy_hasKeysThatShowNothing() {
    Moto.Keys keys =
        moto.user(
            "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\":"
                + " \"secretsmanager:GetSecretValue\", \"Resource\": \"*\"}]}");

    assertThat(keys.id()).startsWith("AKIA");
    assertThat(keys.secret()).hasSizeGreaterThan(20);
    assertThat(keys).hasToString("Keys");
  }
}
