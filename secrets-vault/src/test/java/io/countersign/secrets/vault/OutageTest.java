package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.Source.key;
import static io.countersign.secrets.vault.Source.said;
import static io.countersign.secrets.vault.Source.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Vault;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real server that is sealed, stopped, cut off, or takes a token no more; and what comes after.
 */
@Tag("server")
class OutageTest {
  private static final String REFERENCE = "outage#token";
  private static Vault vault;

  private final FakeTime time = new FakeTime();
  private Relay relay;

  @BeforeAll
  static void start() {
    vault = RealServers.vault();
    vault.put("outage", Map.of("token", "t0ken"));
    vault.policy("outage", "path \"kv/data/outage\" { capabilities = [\"read\"] }");
  }

  @BeforeEach
  void open() throws IOException {
    relay = new Relay("127.0.0.1", vault.address());
  }

  @AfterEach
  void close() {
    relay.close();
  }

  private Source root() {
    return Source.at(relay.address()).with("mount", "kv").token(vault.rootToken()).by(time);
  }

  private Source approle(Map<String, Object> settings) {
    vault.write("auth/approle/role/outage", settings);
    return Source.at(relay.address())
        .with("mount", "kv")
        .auth("method", "approle")
        .auth(
            "role-id",
            Secret.of(vault.read("auth/approle/role/outage/role-id").member("data.role_id")))
        .auth(
            "secret-id",
            Secret.of(
                vault
                    .write("auth/approle/role/outage/secret-id", Map.of())
                    .member("data.secret_id")))
        .by(time);
  }

  private Source approle() {
    return approle(Map.of("token_policies", "outage", "token_ttl", "1h"));
  }

  @Test
  void sealed_isUnavailableAndPasses() {
    try (SecretResolver source = root().open();
        SecretResolver never = root().open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      vault.seal();
      try {
        String sealed = "UNAVAILABLE  503 sealed  " + relay.address() + "\nvault operator unseal";
        assertThat(value(source, REFERENCE)).isEqualTo(sealed);
        assertThat(value(never, REFERENCE)).isEqualTo(sealed);
      } finally {
        vault.unseal();
      }
      time.advance(Duration.ofSeconds(2));
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      assertThat(value(never, REFERENCE)).isEqualTo("t0ken");
    }
  }

  @Test
  void stopped_isUnavailable() {
    Vault own = RealServers.ownVault();
    try (SecretResolver source =
        Source.at(own.address()).with("mount", "kv").token(own.rootToken()).open()) {
      own.put("outage", Map.of("token", "of-its-own"));
      assertThat(value(source, REFERENCE)).isEqualTo("of-its-own");
      own.stop();
      assertThat(value(source, REFERENCE)).startsWith("UNAVAILABLE  ");
    } finally {
      own.stop();
    }
  }

  @Test
  void cut_isUnavailableAndPasses() throws IOException {
    try (SecretResolver source = approle().open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      relay.cut();
      assertThat(value(source, REFERENCE)).startsWith("UNAVAILABLE  ");
      assertThat(value(source, REFERENCE))
          .isEqualTo(
              "UNAVAILABLE  not reached  "
                  + relay.address()
                  + "\nits host is unknown, or nothing listens there: see address");
      relay.mend();
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
    }
  }

  @Test
  void cut_forAMoment_isAskedAgain() throws Exception {
    try (SecretResolver source = root().with("retries", "2").open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      relay.cut();
      Thread mender =
          new Thread(() -> {
            try {
              Thread.sleep(300);
              relay.mend();
            } catch (IOException | InterruptedException failed) {
              throw new IllegalStateException(failed);
            }
          });
      mender.start();
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      mender.join();
    }
  }

  @Test
  void cut_whileItReads_everyReferenceIsAnswered() throws IOException {
    Set<SecretRef> refs =
        IntStream.range(0, 100)
            .mapToObj(i -> key("cut-" + i + ".token"))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    try (SecretResolver source = root().open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      relay.swallow();
      Thread cutter = new Thread(() -> relay.close());
      cutter.start();
      assertThat(source.lookUp(refs, Source.TIME))
          .hasSize(100)
          .allSatisfy((ref, answer) ->
              assertThat(answer)
                  .isInstanceOfSatisfying(
                      Lookup.Failed.class,
                      failed ->
                          assertThat(failed.failure()).isEqualTo(Lookup.Failure.UNAVAILABLE)));
    }
  }

  @Test
  void swallowed_isOverInItsTime() {
    try (SecretResolver source = root().with("call-timeout", "400 ms").open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      relay.swallow();
      long begin = System.nanoTime();
      assertThat(value(source, REFERENCE))
          .isEqualTo(
              "UNAVAILABLE  no answer  " + relay.address() + "\nit did not come within 400 ms");
      assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
    }
  }

  private static void revokeAllOf(String role) {
    for (String accessor : vault.list("auth/token/accessors")) {
      String path =
          vault
              .write("auth/token/lookup-accessor", Map.of("accessor", accessor))
              .member("data.path");
      if (path.contains(role)) {
        vault.write("auth/token/revoke-accessor", Map.of("accessor", accessor));
      }
    }
  }

  @Test
  void token_isRevoked_isLoggedInForAgain() {
    try (SecretResolver source = approle().open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      revokeAllOf("approle");
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
    }
  }

  @Test
  void token_thatWasGivenIsRevoked_isDenied() {
    String token = vault.token(Map.of("policies", List.of("outage")));
    try (SecretResolver source =
        Source.at(vault.address()).with("mount", "kv").token(token).by(time).open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      vault.write("auth/token/revoke", Map.of("token", token));
      assertThat(value(source, REFERENCE))
          .startsWith("DENIED  403 permission denied")
          .contains("the token is not valid any more")
          .contains("replace the one in auth.token");
    }
  }

  @Test
  void token_atItsLongestLife_isLoggedInForAgain() throws InterruptedException {
    Source brief =
        approle(Map.of("token_policies", "outage", "token_ttl", "2s", "token_max_ttl", "3s"));
    try (SecretResolver source = brief.open()) {
      long begin = System.nanoTime();
      int reads = 0;
      while (System.nanoTime() - begin < Duration.ofSeconds(8).toNanos()) {
        assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
        reads++;
        Thread.sleep(100); // the server's own clock runs
        time.advance(Duration.ofMillis(100));
      }
      assertThat(reads).isGreaterThan(40);
    }
  }

  @Test
  void token_thatWasGivenIsBrief_isKeptAliveThoughNobodyReads() throws InterruptedException {
    String token = vault.token(Map.of("policies", List.of("outage"), "ttl", "2s"));
    FakeTime hurried = new FakeTime();
    try (SecretResolver source =
        Source.at(vault.address()).with("mount", "kv").token(token).by(hurried).open()) {
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
      for (int i = 0; i < 50; i++) {
        Thread.sleep(100); // the server's own clock runs, and that of the timer
        hurried.advance(Duration.ofMillis(130));
      }
      assertThat(value(source, REFERENCE)).isEqualTo("t0ken");
    }
  }

  @Test
  void quota_isUsedUp_isUnavailable() {
    vault.write("sys/quotas/config", Map.of("enable_rate_limit_response_headers", true));
    vault.write("sys/quotas/rate-limit/brief", Map.of("rate", 1, "interval", "60s", "path", "old"));
    try (SecretResolver source = root().with("mount", "old").with("kv-version", "1").open()) {
      assertThat(value(source, "x#y")).startsWith("no such path");
      assertThat(said(Source.look(source, "x#y")))
          .matches(
              "UNAVAILABLE  429 too many requests  \\S+\n"
                  + "a quota of it is used up; it wants to be asked again in \\d+ s");
    } finally {
      vault.delete("sys/quotas/rate-limit/brief");
    }
  }
}
