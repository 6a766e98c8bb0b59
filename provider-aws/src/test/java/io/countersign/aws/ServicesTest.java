package io.countersign.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import io.countersign.aws.Client.Answer;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.Moto;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.SecretCanary;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Services that check every signature, and to whom the key belongs. */
@Tag("server")
class ServicesTest {
  private static final String EVERYTHING =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\","
          + " \"Resource\": \"*\"}]}";
  private static final Map<String, String> FORM =
      Map.of("Content-Type", "application/x-www-form-urlencoded");
  private static final String WHO = "Action=GetCallerIdentity&Version=2011-06-15";

  private final SecretCanary canary = new SecretCanary();
  @RegisterExtension final LogWatch logs = new LogWatch(canary);
  private final Moto moto = RealServers.moto();
  private final MapSecrets secrets = new MapSecrets();

  private void sign(Moto.Keys keys) {
    secrets
        .put("api.access-key-id", keys.id())
        .put("api.secret-access-key", canary.watch("key", keys.secret()));
  }

  private Countersign countersign(String service, String more) {
    return Countersign.builder()
        .resolver(secrets)
        .of(
            ConfigFactory.parseString(
                "countersign { secrets.priority = [map], authenticators.api { type = aws-sigv4"
                    + ", region = us-east-1, service = "
                    + service
                    + ", origins = [\""
                    + origin()
                    + "\"]\n"
                    + more
                    + "} }"));
  }

  private Answer ask(
      Client client,
      Countersign by,
      String method,
      String target,
      Map<String, String> headers,
      String body)
      throws Exception {
    return client.ask(
        by.authenticator("api"), method, URI.create(origin() + target), headers, body);
  }

  private String origin() {
    return "http://" + moto.root().getAuthority();
  }

  @ParameterizedTest
  @EnumSource
  void get_withAQuery_isTaken(Client client) throws Exception {
    sign(moto.user(EVERYTHING));
    try (Countersign sts = countersign("sts", "")) {
      Answer answer = ask(client, sts, "GET", "/?" + WHO, Map.of(), "");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).contains(":user/user-");
    }
  }

  @ParameterizedTest
  @EnumSource
  void post_withAForm_isTaken(Client client) throws Exception {
    sign(moto.user(EVERYTHING));
    try (Countersign iam = countersign("iam", "")) {
      Answer answer =
          ask(client, iam, "POST", "/", FORM, "Action=ListUsers&Version=2010-05-08&PathPrefix=%2F");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).contains("<UserName>user-");
    }
  }

  @ParameterizedTest
  @EnumSource
  void post_withJson_isTaken(Client client) throws Exception {
    sign(moto.user(EVERYTHING));
    String name = "queue-" + UUID.randomUUID();
    try (Countersign sqs = countersign("sqs", "")) {
      Answer answer =
          ask(
              client,
              sqs,
              "POST",
              "/",
              Map.of(
                  "Content-Type",
                  "application/x-amz-json-1.0",
                  "X-Amz-Target",
                  "AmazonSQS.CreateQueue"),
              "{\"QueueName\": \"" + name + "\"}");

      assertThat(answer.body()).contains(name);
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"JDK, true", "JDK, false", "JETTY, true", "JETTY, false"})
  void object_ofS3_isPutAndGotUnderAnyName(Client client, boolean signBody) throws Exception {
    sign(moto.user(EVERYTHING));
    String bucket = "/bucket-" + UUID.randomUUID();
    String key = bucket + "/a%20b/./c//%C3%A4+~.txt";
    try (Countersign s3 = countersign("s3", "sign-body = " + signBody)) {
      assertThat(ask(client, s3, "PUT", bucket, Map.of(), "").status()).isEqualTo(200);
      Answer put =
          ask(
              client,
              s3,
              "PUT",
              key,
              Map.of("Content-Type", "text/plain", "x-amz-meta-from", "a  b"),
              "hello ä");
      assertThat(put.body()).isEmpty();
      assertThat(put.status()).isEqualTo(200);
      assertThat(ask(client, s3, "GET", key, Map.of(), "")).isEqualTo(new Answer(200, "hello ä"));
      assertThat(
              ask(client, s3, "GET", bucket + "?list-type=2&prefix=a%20b%2F", Map.of(), "").body())
          .contains("<KeyCount>1</KeyCount>");
    }
  }

  @ParameterizedTest
  @EnumSource
  void keyThatIsWrong_isNamedByTheServer(Client client) throws Exception {
    Moto.Keys user = moto.user(EVERYTHING);
    sign(new Moto.Keys(user.id(), "canary-of-another-key"));
    try (Countersign sts = countersign("sts", "")) {
      Answer answer = ask(client, sts, "POST", "/", FORM, WHO);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("SignatureDoesNotMatch");
    }
    sign(new Moto.Keys("AKIANOBODY", "canary-of-another-key"));
    try (Countersign sts = countersign("sts", "")) {
      assertThat(ask(client, sts, "GET", "/?" + WHO, Map.of(), "").body())
          .contains("InvalidClientTokenId");
    }
  }

  @ParameterizedTest
  @EnumSource
  void keyThatIsTemporary_goesWithItsToken(Client client) throws Exception {
    Moto.Temporary role = moto.role(EVERYTHING);
    sign(role.keys());
    secrets.put("api.session-token", canary.watch("token", role.token()));
    String token = "session-token = \"{{api.session-token}}\"";
    try (Countersign sts = countersign("sts", token)) {
      Answer answer = ask(client, sts, "GET", "/?" + WHO, Map.of(), "");

      assertThat(answer.body()).contains(":assumed-role/role-");
      assertThat(answer.status()).isEqualTo(200);
    }
    secrets.put("api.session-token", "canary-of-another-token");
    try (Countersign sts = countersign("sts", token)) {
      assertThat(ask(client, sts, "GET", "/?" + WHO, Map.of(), "").status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keyThatRotates_isReadAgainAndTheRequestSentAgain(Client client) throws Exception {
    Moto.Keys old = moto.user(EVERYTHING);
    sign(old);
    try (Countersign sts = countersign("sts", "")) {
      assertThat(ask(client, sts, "GET", "/?" + WHO, Map.of(), "").status()).isEqualTo(200);
      Moto.Keys next = moto.user(EVERYTHING);
      moto.revoke(old);
      sign(next);

      assertThat(ask(client, sts, "GET", "/?" + WHO, Map.of(), "").status()).isEqualTo(200);
    }
  }
}
