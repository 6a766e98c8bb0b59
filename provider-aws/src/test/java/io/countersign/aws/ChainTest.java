package io.countersign.aws;

import static io.countersign.aws.Signer.header;
import static io.countersign.aws.Signer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.Await;
import io.countersign.spi.Done;
import io.countersign.spi.Send;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.SecretCanary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys that the AWS SDK finds. Its system properties lead it to files of the test; the environment
 * of the process has nothing of AWS.
 */
class ChainTest {
  private static final AuthRequest REQUEST =
      request("GET", "https://sqs.eu-west-1.amazonaws.com/", "", "");

  private final SecretCanary canary = new SecretCanary();
  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  @TempDir private Path folder;
  private final Map<String, String> before = new HashMap<>();
  private final FakeTime time = new FakeTime();
  private final List<Runnable> work = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    property("aws.disableEc2Metadata", "true");
    property("aws.configFile", folder.resolve("config").toString());
    property("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
  }

  @AfterEach
  void end() {
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

  private Countersign countersign(Map<String, String> environment) {
    return Countersign.builder()
        .environment(environment)
        .time(time, time)
        .executor(work::add)
        .of(
            ConfigFactory.parseString(
                "countersign { secrets.priority = [], authenticators.crm { type = aws-sigv4,"
                    + " origins = [\"https://sqs.eu-west-1.amazonaws.com\"], region = eu-west-1,"
                    + " service = sqs, credentials = chain } }"));
  }

  private void workIsDone() {
    while (!work.isEmpty()) {
      work.remove(0).run();
    }
  }

  private Send sent(Authenticator authenticator) throws Exception {
    var step = authenticator.authenticate(REQUEST);
    workIsDone();
    return (Send) Signer.settled(step);
  }

  private static String authorization(Send send) {
    return header(REQUEST.with(send.credentials()), "Authorization");
  }

  private void profile(String id, String secret) throws IOException {
    Files.writeString(
        folder.resolve("credentials"),
        "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + "\n");
  }

  @Test
  void authenticate_profileHasAKey_isLookedForOnTheExecutorAndThenAtHand() throws Exception {
    profile("AKIAPROFILE", canary.watch("secret", "canary-of-the-profile"));
    try (Countersign countersign = countersign(System.getenv())) {
      Authenticator authenticator = countersign.authenticator("crm");
      assertThat(work).as("what is done before the first request").isEmpty();

      var step = authenticator.authenticate(REQUEST);
      assertThat(step).isInstanceOf(Await.class);
      assertThat(((Await) step).step().toCompletableFuture()).isNotDone();
      workIsDone();

      assertThat(authorization((Send) Signer.settled(step))).contains("Credential=AKIAPROFILE/");
      assertThat(authenticator.authenticate(REQUEST)).isInstanceOf(Send.class);
      canary.assertAbsentFrom(step, authenticator, authenticator.authenticate(REQUEST));
    }
  }

  @Test
  void authenticate_propertiesOfTheProcess_haveASessionToken() throws Exception {
    property("aws.accessKeyId", "ASIAPROPERTY");
    property("aws.secretAccessKey", "x");
    property("aws.sessionToken", "temporary");
    try (Countersign countersign = countersign(System.getenv())) {
      Send send = sent(countersign.authenticator("crm"));

      assertThat(authorization(send)).contains("ASIAPROPERTY", ";x-amz-security-token,");
      assertThat(header(REQUEST.with(send.credentials()), "X-Amz-Security-Token"))
          .isEqualTo("temporary");
    }
  }

  @Test
  void authenticate_nothingHasAKey_failsAndIsTriedAgainLater() throws Exception {
    try (Countersign countersign = countersign(System.getenv())) {
      Authenticator authenticator = countersign.authenticator("crm");
      assertThatThrownBy(() -> sent(authenticator))
          .isInstanceOfSatisfying(
              AuthException.class,
              it -> assertThat(it.category()).isEqualTo(AuthException.Category.TRANSIENT))
          .hasMessageStartingWith("crm: no AWS credentials were found: set AWS_ACCESS_KEY_ID")
          .hasMessageContaining("software.amazon.awssdk:sts");

      profile("AKIAPROFILE", "x");
      time.advance(Duration.ofMinutes(1));
      assertThat(authorization(sent(authenticator))).contains("AKIAPROFILE");
    }
  }

  @Test
  void authenticate_profileThatIsBroken_failsWithoutQuotingIt() throws Exception {
    canary.watch("secret", "canary-of-the-profile");
    Files.writeString(folder.resolve("credentials"), "canary-of-the-profile\n[default");
    try (Countersign countersign = countersign(System.getenv())) {
      Authenticator authenticator = countersign.authenticator("crm");
      assertThatThrownBy(() -> sent(authenticator))
          .isInstanceOf(AuthException.class)
          .satisfies(canary::assertAbsentFrom);
    }
  }

  @Test
  void onResponse_refused_isLookedForAgainAndSentAgainOnlyIfThereIsAnother() throws Exception {
    property("aws.accessKeyId", "AKIAPROPERTY");
    property("aws.secretAccessKey", "x");
    try (Countersign countersign = countersign(System.getenv())) {
      Authenticator authenticator = countersign.authenticator("crm");
      AuthResponse refusal = AuthResponse.of(403, Map.of(), Optional.empty());
      var same = sent(authenticator).onResponse(REQUEST, refusal);
      workIsDone();
      assertThat(Signer.settled(same)).isEqualTo(Done.DONE);

      time.advance(Duration.ofMinutes(2));
      Send later = sent(authenticator);
      property("aws.accessKeyId", "AKIANEXT");
      var other = later.onResponse(REQUEST, refusal);
      workIsDone();
      assertThat(authorization((Send) Signer.settled(other))).contains("AKIANEXT");
    }
  }

  @Test
  void onResponse_keyWithoutAnEnd_isLookedForAgainWhileItIsUsed() throws Exception {
    property("aws.accessKeyId", "AKIAPROPERTY");
    property("aws.secretAccessKey", "x");
    AuthResponse fine = AuthResponse.of(200, Map.of(), Optional.empty());
    try (Countersign countersign = countersign(System.getenv())) {
      Authenticator authenticator = countersign.authenticator("crm");
      Send first = sent(authenticator);
      property("aws.accessKeyId", "AKIANEXT");
      time.advance(Duration.ofMinutes(1));

      assertThat(first.onResponse(REQUEST, fine)).isEqualTo(Done.DONE);
      assertThat(authorization((Send) authenticator.authenticate(REQUEST)))
          .as("nobody waits")
          .contains("AKIAPROPERTY");
      workIsDone();
      assertThat(authorization(sent(authenticator))).contains("AKIANEXT");
    }
  }

  @Test
  void authenticate_environmentOfTheApplication_isAllThatCounts() throws Exception {
    property("aws.accessKeyId", "AKIAPROPERTY");
    property("aws.secretAccessKey", "x");
    try (Countersign without = countersign(Map.of("AWS_ACCESS_KEY_ID", "AKIAGIVEN"));
        Countersign with =
            countersign(
                Map.of(
                    "AWS_ACCESS_KEY_ID",
                    "ASIAGIVEN",
                    "AWS_SECRET_ACCESS_KEY",
                    "x",
                    "AWS_SESSION_TOKEN",
                    "temporary"))) {
      assertThatThrownBy(() -> sent(without.authenticator("crm")))
          .hasMessageContaining("no AWS credentials were found");
      assertThat(authorization(sent(with.authenticator("crm"))))
          .contains("ASIAGIVEN", ";x-amz-security-token,");
    }
  }

  @Test
  void ready_ofATenant_isRefused() {
    try (Countersign countersign =
        Countersign.builder()
            .of(
                ConfigFactory.parseString(
                    "countersign.authenticators.crm { type = aws-sigv4, region = eu-west-1,"
                        + " service = sqs, credentials = chain, origins = any, shared = true }"))) {
      Countersign tenant = countersign.tenant("acme");

      assertThatThrownBy(tenant::ready)
          .isInstanceOf(AuthConfigException.class)
          .hasMessageContaining("the key of this process, which no tenant is given");
    }
  }

  @Test
  void ready_withoutOrigins_isRefused() {
    try (Countersign countersign =
        Countersign.builder()
            .of(
                ConfigFactory.parseString(
                    "countersign.authenticators.crm { type = aws-sigv4, region = eu-west-1,"
                        + " service = sqs, credentials = chain }"))) {
      assertThatThrownBy(countersign::ready)
          .isInstanceOf(AuthConfigException.class)
          .hasMessageContaining("origins");
    }
  }
}
