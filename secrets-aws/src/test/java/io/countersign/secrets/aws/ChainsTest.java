package io.countersign.secrets.aws;

import static io.countersign.secrets.aws.Asked.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where region and credentials come from. The system properties of the SDK lead its chains to files
 * and to a metadata service of the test; the environment of the process has nothing of AWS.
 */
class ChainsTest {
  private static final String ROLE =
      """
      {"Code": "Success", "AccessKeyId": "AKIAROLE", "SecretAccessKey": "role",
       "Token": "token", "Expiration": "2999-01-01T00:00:00Z"}
      """;

  @TempDir private Path folder;
  private final Map<String, String> before = new HashMap<>();
  private final List<String> signed = new CopyOnWriteArrayList<>();
  private FakeAws service;
  private FakeAws machine;

  @BeforeEach
  void start() throws IOException {
    service =
        new FakeAws(exchange -> {
          signed.add(exchange.getRequestHeaders().getFirst("Authorization"));
          FakeAws.answer(exchange, 200, "{\"Name\": \"crm\", \"SecretString\": \"x\"}");
        });
    machine = new FakeAws(ChainsTest::metadata);
    property("aws.ec2MetadataServiceEndpoint", machine.root().toString());
    property("aws.configFile", folder.resolve("config").toString());
    property("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
  }

  private static void metadata(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String answer =
        switch (path) {
          case "/latest/api/token" -> "token";
          case "/latest/meta-data/iam/security-credentials/",
              "/latest/meta-data/iam/security-credentials-extended/" ->
              "role";
          case "/latest/meta-data/iam/security-credentials/role",
              "/latest/meta-data/iam/security-credentials-extended/role" ->
              ROLE;
          case "/latest/dynamic/instance-identity/document" -> "{\"region\": \"eu-north-1\"}";
          default -> "";
        };
    FakeAws.answer(
        exchange,
        answer.isEmpty() ? 404 : 200,
        answer,
        "X-aws-ec2-metadata-token-ttl-seconds",
        "21600");
  }

  @AfterEach
  void end() {
    service.close();
    machine.close();
    before.forEach((name, value) -> {
      if (value == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, value);
      }
    });
  }

  private void property(String name, String value) {
    before.putIfAbsent(name, System.getProperty(name));
    System.setProperty(name, value);
  }

  /** Returns a source over the surroundings of this process. */
  private Asked byTheProcess(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("endpoint", service.root());
    return Asked.of(System.getenv(), all);
  }

  private String signedBy(Asked aws) {
    try (aws) {
      assertThat(aws.value(key("crm"))).isEqualTo("x");
      return signed.get(0).replaceAll(".*Credential=([^/]+)/\\d+/([^/]+)/.*", "$1 $2");
    }
  }

  @Test
  void process_propertiesSayAll_noMachineIsAsked() {
    property("aws.accessKeyId", "AKIAPROPERTY");
    property("aws.secretAccessKey", "x");
    property("aws.region", "eu-west-3");

    assertThat(signedBy(byTheProcess(Map.of()))).isEqualTo("AKIAPROPERTY eu-west-3");
    assertThat(machine.bodies).isEmpty();
  }

  @Test
  void process_profileSaysAll_noMachineIsAsked() throws IOException {
    Files.writeString(
        folder.resolve("credentials"),
        "[other]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = x\n");
    Files.writeString(folder.resolve("config"), "[profile other]\nregion = eu-south-1\n");
    property("aws.profile", "other");

    assertThat(signedBy(byTheProcess(Map.of()))).isEqualTo("AKIAPROFILE eu-south-1");
    assertThat(machine.bodies).isEmpty();
  }

  @Test
  void process_nothingSaysAnything_theMachineIsAsked() {
    assertThat(signedBy(byTheProcess(Map.of()))).isEqualTo("AKIAROLE eu-north-1");
    assertThat(machine.bodies).isNotEmpty();
  }

  @Test
  void process_regionIsInTheBlockOrInTheArn_noMachineIsAskedForIt() {
    property("aws.accessKeyId", "AKIAPROPERTY");
    property("aws.secretAccessKey", "x");

    assertThat(signedBy(byTheProcess(Map.of("region", "eu-west-2"))))
        .isEqualTo("AKIAPROPERTY eu-west-2");
    String arn = "arn:aws:secretsmanager:ap-south-1:123456789012:secret:crm-AbCdEf";
    try (Asked aws = byTheProcess(Map.of())) {
      assertThat(aws.value(Asked.locator(arn, null))).isEqualTo("x");
    }
    assertThat(signed.get(1)).contains("/ap-south-1/");
    assertThat(machine.bodies).isEmpty();
  }

  @Test
  void process_noRegion_isInvalidAndNothingIsSigned() {
    property("aws.disableEc2Metadata", "true");
    property("aws.accessKeyId", "AKIAPROPERTY");
    property("aws.secretAccessKey", "x");
    try (Asked aws = byTheProcess(Map.of())) {
      assertThat(aws.line(key("crm")))
          .isEqualTo(
              "INVALID no region: crm; no region was found: write countersign.secrets.aws.region,"
                  + " or set AWS_REGION");

      property("aws.region", "eu-west-3");
      assertThat(aws.value(key("crm"))).as("the next look-up tries again").isEqualTo("x");
    }
    assertThat(signed).hasSize(1);
  }

  @Test
  void process_noCredentials_isInvalidAndNothingIsSent() {
    property("aws.disableEc2Metadata", "true");
    property("aws.region", "eu-west-3");
    try (Asked aws = byTheProcess(Map.of())) {
      assertThat(aws.line(key("crm")))
          .startsWith("INVALID no credentials: crm; no AWS credentials were found: set ")
          .contains("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "countersign.secrets.aws.credentials");
    }
    assertThat(service.bodies).isEmpty();
    assertThat(machine.bodies).isEmpty();
  }

  @Test
  void given_environmentOfTheApplication_isAllThatCounts() {
    property("aws.accessKeyId", "AKIAPROPERTY");
    property("aws.secretAccessKey", "x");
    property("aws.region", "eu-west-3");
    try (Asked aws = Asked.of(Map.of("AWS_ENDPOINT_URL", service.root().toString()), Map.of())) {
      assertThat(aws.line(key("crm"))).startsWith("INVALID no credentials: ");
    }
    Map<String, String> keys =
        Map.of("AWS_ACCESS_KEY_ID", "AKIAGIVEN", "AWS_SECRET_ACCESS_KEY", "x");
    try (Asked aws = Asked.of(keys, Map.of("endpoint", service.root()))) {
      assertThat(aws.line(key("crm"))).startsWith("INVALID no region: ");
    }
    Map<String, String> all = new HashMap<>(keys);
    all.put("AWS_DEFAULT_REGION", "eu-west-1");
    try (Asked aws = Asked.of(all, Map.of("endpoint", service.root()))) {
      assertThat(aws.line(key("crm")))
          .endsWith("; AWS_DEFAULT_REGION, which is set, is not read by" + " AWS's SDK for Java");
    }
    all.put("AWS_REGION", "eu-west-1");
    all.put("AWS_SESSION_TOKEN", "temporary");
    assertThat(signedBy(Asked.of(all, Map.of("endpoint", service.root()))))
        .isEqualTo("AKIAGIVEN eu-west-1");
    assertThat(signed.get(0)).contains("x-amz-security-token");
    assertThat(machine.bodies).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3cr3t", "://", "/s3cr3t", "https:s3cr3t", "https://u:s3cr3t@aws.example"})
  void given_endpointThatIsNone_isRefusedAndNotShown(String endpoint) {
    assertThatThrownBy(() -> Asked.of(Map.of("AWS_ENDPOINT_URL", endpoint), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AWS_ENDPOINT_URL")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void create_asksNobody() {
    byTheProcess(Map.of()).close();
    Asked unused = Asked.of(Map.of(), Map.of("endpoint", URI.create("https://127.0.0.1:1")));
    unused.close();
    try (Asked aws = byTheProcess(Map.of())) {
      Map<SecretRef, Lookup> none = aws.source().lookUp(Set.of(), Asked.TIME);
      assertThat(none).isEmpty();
      assertThat(aws.source().place(key("crm.token")).name()).isEqualTo("token in crm");
    }
    assertThat(machine.bodies).isEmpty();
    assertThat(service.bodies).isEmpty();
  }
}
