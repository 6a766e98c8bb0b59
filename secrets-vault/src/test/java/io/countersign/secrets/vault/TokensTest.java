package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.FakeVault.DATA;
import static io.countersign.secrets.vault.FakeVault.inTurn;
import static io.countersign.secrets.vault.FakeVault.json;
import static io.countersign.secrets.vault.Source.look;
import static io.countersign.secrets.vault.Source.said;
import static io.countersign.secrets.vault.Source.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.Certified;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One login for all, renewed in time, made again when renewals end; by the clock of the test. */
class TokensTest {
  private static final String READ = "/v1/kv/data/crm";
  private static final String LOGIN = "/v1/auth/approle/login";
  private static final String RENEW = "/v1/auth/token/renew-self";
  private static final String UNWRAP = "/v1/sys/wrapping/unwrap";
  private static final String LOOKUP = "/v1/auth/token/lookup-self";

  @TempDir private Path folder;

  private final FakeTime time = new FakeTime();
  private FakeVault vault;

  @BeforeEach
  void start() throws IOException {
    vault = answering(new FakeVault());
  }

  private static FakeVault answering(FakeVault vault) {
    return vault
        .on(READ, json(200, DATA))
        .on(LOGIN, inTurn(granted("first", 90), granted("second", 90)))
        .on(RENEW, granted("first", 90));
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private static FakeVault.Answer granted(String token, int seconds) {
    return granted(token, seconds, true);
  }

  private static FakeVault.Answer granted(String token, int seconds, boolean renewable) {
    return json(
        200,
        "{\"auth\":{\"client_token\":\"hvs."
            + token
            + "\",\"accessor\":\"7f3c1111\",\"policies\":[\"default\"],\"lease_duration\":"
            + seconds
            + ",\"renewable\":"
            + renewable
            + "}}");
  }

  private static FakeVault.Answer looked(int seconds, boolean renewable) {
    return json(
        200,
        "{\"data\":{\"accessor\":\"7f3c\",\"policies\":[],\"ttl\":"
            + seconds
            + ",\"creation_ttl\":"
            + seconds
            + ",\"renewable\":"
            + renewable
            + "}}");
  }

  private Source approle() {
    return Source.at(vault.address())
        .with("mount", "kv")
        .auth("method", "approle")
        .auth("role-id", Secret.of("role"))
        .auth("secret-id", Secret.of("canary"))
        .by(time);
  }

  private Source given() {
    return Source.at(vault.address()).with("mount", "kv").token("hvs.given").by(time);
  }

  private void read(SecretResolver source) {
    assertThat(value(source, "crm#token")).isEqualTo("t0ken");
  }

  private String lastToken() {
    List<FakeVault.Got> reads = vault.got(READ);
    return reads.get(reads.size() - 1).header("X-vault-token");
  }

  private void await(String target, int count) {
    long begin = System.nanoTime();
    while (vault.got(target).size() < count && System.nanoTime() - begin < 10_000_000_000L) {
      Thread.onSpinWait();
    }
    assertThat(vault.got(target)).hasSize(count);
  }

  /** What was begun in the background may end a little later. */
  private void readUntil(SecretResolver source, String target, int count) {
    long begin = System.nanoTime();
    do {
      read(source);
    } while (vault.got(target).size() < count && System.nanoTime() - begin < 10_000_000_000L);
    assertThat(vault.got(target)).hasSize(count);
  }

  @Test
  void readers_aThousand_logInOnce() {
    vault.after(20);
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try (SecretResolver source = approle().open()) {
      List<CompletableFuture<String>> readers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        readers.add(CompletableFuture.supplyAsync(() -> value(source, "crm#token"), threads));
      }
      assertThat(readers).allSatisfy(reader -> assertThat(reader.join()).isEqualTo("t0ken"));
    } finally {
      threads.shutdownNow();
    }
    assertThat(vault.got(LOGIN)).hasSize(1);
    assertThat(vault.got(LOGIN).get(0).body()).contains("\"secret_id\":\"canary\"");
    assertThat(vault.mostOpen()).isLessThanOrEqualTo(16);
  }

  @Test
  void token_beforeTwoThirds_isNotRenewed() {
    try (SecretResolver source = approle().open()) {
      read(source);
      time.advance(Duration.ofSeconds(59));
      read(source);
    }
    assertThat(vault.got(RENEW)).isEmpty();
    assertThat(vault.got(LOGIN)).hasSize(1);
  }

  @Test
  void token_afterTwoThirds_isRenewedByTheFirstReaderWhoDoesNotWait() {
    try (SecretResolver source = approle().open()) {
      read(source);
      for (int round = 1; round <= 5; round++) {
        time.advance(Duration.ofSeconds(61));
        readUntil(source, RENEW, round);
      }
    }
    assertThat(vault.got(LOGIN)).hasSize(1);
    assertThat(vault.got(RENEW).get(0).header("X-vault-token")).isEqualTo("hvs.first");
  }

  private Certified server(String authority) throws IOException {
    return ThrowawayAuthority.in(Files.createDirectory(folder.resolve(authority)))
        .issue("vault", "-ext", "san=ip:127.0.0.1");
  }

  @Test
  void renewal_serverIsOfAnotherAuthorityWhoseFileIsThere_readsAndRenews() throws IOException {
    Certified first = server("first");
    Certified second = server("second");
    Path trust = Files.writeString(folder.resolve("trust.pem"), first.certificatePem());
    vault.close();
    vault = answering(FakeVault.secure(first.server(ServerTrust.anyone()), 0));
    try (SecretResolver source = approle().with("trust", trust).with("retries", "2").open()) {
      read(source);
      int port = vault.address().getPort();
      vault.close();
      vault = answering(FakeVault.secure(second.server(ServerTrust.anyone()), port));
      assertThat(value(source, "crm#token")).startsWith("UNAVAILABLE  no TLS");
      Files.writeString(trust, second.certificatePem());
      read(source);
      time.advance(Duration.ofSeconds(61));
      readUntil(source, RENEW, 1);
    }
    assertThat(vault.got(LOGIN)).isEmpty();
  }

  @Test
  void renewal_noLongerExtends_logsInAgain() {
    vault.on(RENEW, inTurn(granted("first", 90), granted("first", 30)));
    try (SecretResolver source = approle().open()) {
      read(source);
      time.advance(Duration.ofSeconds(61));
      readUntil(source, RENEW, 1);
      assertThat(vault.got(LOGIN)).hasSize(1);
      time.advance(Duration.ofSeconds(61));
      readUntil(source, RENEW, 2);
      readUntil(source, LOGIN, 2);
      awaitToken(source, "hvs.second");
    }
  }

  private void awaitToken(SecretResolver source, String token) {
    long begin = System.nanoTime();
    do {
      read(source);
    } while (!lastToken().equals(token) && System.nanoTime() - begin < 10_000_000_000L);
    assertThat(lastToken()).isEqualTo(token);
  }

  /** A server that is asked for more than the longest life says 500. */
  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500})
  void renewal_isRefused_logsInAgain(int status) {
    vault.on(RENEW, json(status, "{\"errors\":[\"permission denied\"]}"));
    try (SecretResolver source = approle().open()) {
      read(source);
      time.advance(Duration.ofSeconds(61));
      readUntil(source, LOGIN, 2);
      awaitToken(source, "hvs.second");
    }
  }

  @Test
  void renewal_failsForAWhile_oldTokenServesAndALaterOneHelps() {
    vault.on(RENEW, inTurn(json(503, "{}"), granted("first", 90)));
    ExecutorService threads = Executors.newCachedThreadPool();
    AtomicInteger busy = new AtomicInteger();
    Executor watched =
        work -> {
          busy.incrementAndGet();
          threads.execute(() -> {
            work.run();
            busy.decrementAndGet();
          });
        };
    try (SecretResolver source = approle().on(watched).open()) {
      read(source);
      time.advance(Duration.ofSeconds(61));
      readUntil(source, RENEW, 1);
      while (busy.get() > 0) {
        Thread.onSpinWait(); // the pause counts from when the failure is known
      }
      read(source);
      assertThat(lastToken()).isEqualTo("hvs.first");
      time.advance(Duration.ofSeconds(20));
      readUntil(source, RENEW, 2);
      time.advance(Duration.ofSeconds(20));
      read(source);
    } finally {
      threads.shutdownNow();
    }
    assertThat(vault.got(LOGIN)).hasSize(1);
  }

  @Test
  void token_ofABatch_isLoggedInForAgain() {
    vault.on(LOGIN, inTurn(granted("first", 90, false), granted("second", 90, false)));
    try (SecretResolver source = approle().open()) {
      read(source);
      time.advance(Duration.ofSeconds(61));
      readUntil(source, LOGIN, 2);
      awaitToken(source, "hvs.second");
    }
    assertThat(vault.got(RENEW)).isEmpty();
  }

  @Test
  void token_withoutEnd_isKept() {
    vault.on(LOGIN, granted("first", 0));
    try (SecretResolver source = approle().open()) {
      read(source);
      time.advance(Duration.ofDays(4000));
      read(source);
    }
    assertThat(vault.got(LOGIN)).hasSize(1);
  }

  @Test
  void token_isRevoked_oneLoginForAllWhoAreRefused() throws IOException {
    vault
        .on(
            READ,
            exchange -> {
              boolean good =
                  "hvs.second".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
              (good ? json(200, DATA) : json(403, "{\"errors\":[\"permission denied\"]}"))
                  .to(exchange);
            })
        .on(LOOKUP, json(403, "{\"errors\":[\"permission denied\"]}"))
        .after(10);
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try (SecretResolver source = approle().open()) {
      List<CompletableFuture<String>> readers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        readers.add(CompletableFuture.supplyAsync(() -> value(source, "crm#token"), threads));
      }
      assertThat(readers).allSatisfy(reader -> assertThat(reader.join()).isEqualTo("t0ken"));
    } finally {
      threads.shutdownNow();
    }
    assertThat(vault.got(LOGIN)).hasSize(2);
  }

  @Test
  void token_isGoodButMayNot_isAskedAboutOnceForAllPaths() {
    vault.on("/v1/kv/data/", json(403, "{\"errors\":[\"permission denied\"]}"));
    try (SecretResolver source = approle().open()) {
      assertThat(
              source.lookUp(
                  java.util.Set.of(Source.key("a.x"), Source.key("b.x"), Source.key("c.x")),
                  Source.TIME))
          .allSatisfy((ref, answer) ->
              assertThat(said(answer)).startsWith("DENIED").contains("accessor 7f3c…"));
    }
    assertThat(vault.got(LOOKUP)).hasSize(1);
    assertThat(vault.got(LOGIN)).hasSize(1);
  }

  @Test
  void login_isRefused_isSentAgainWhenItsSecretChanges() throws IOException {
    vault.on(
        "/v1/auth/jwt/login",
        inTurn(json(400, "{\"errors\":[\"error validating token\"]}"), granted("first", 90)));
    Path file = Files.writeString(folder.resolve("jwt"), "old");
    Source jwt =
        Source.at(vault.address())
            .with("mount", "kv")
            .auth("method", "jwt")
            .auth("jwt-file", file)
            .by(time);
    try (SecretResolver source = jwt.open()) {
      assertThat(said(look(source, "crm#token"))).startsWith("DENIED  login refused (400)");
      time.advance(Duration.ofMinutes(5));
      assertThat(said(look(source, "crm#token"))).startsWith("DENIED  login refused (400)");
      assertThat(vault.got("/v1/auth/jwt/login")).hasSize(1);
      Files.writeString(file, "new");
      read(source);
    }
    assertThat(vault.got("/v1/auth/jwt/login").get(1).body()).isEqualTo("{\"jwt\":\"new\"}");
  }

  @Test
  void login_isRefused_isTriedAgainAfterALongWhile() {
    vault.on(
        LOGIN,
        inTurn(json(400, "{\"errors\":[\"invalid role or secret ID\"]}"), granted("first", 90)));
    try (SecretResolver source = approle().open()) {
      assertThat(look(source, "crm#token")).isInstanceOf(Lookup.Failed.class);
      time.advance(Duration.ofMinutes(19));
      assertThat(look(source, "crm#token")).isInstanceOf(Lookup.Failed.class);
      assertThat(vault.got(LOGIN)).hasSize(1);
      time.advance(Duration.ofMinutes(1));
      read(source);
    }
  }

  @Test
  void login_isRefusedLongAfterTheFirst_isPausedFromThenOn() {
    vault.on(LOGIN, inTurn(granted("first", 0), json(400, "{\"errors\":[\"hunter2\"]}")));
    try (SecretResolver source = approle().open()) {
      read(source);
      time.advance(Inputs.PAUSE.minusSeconds(1));
      vault.on(READ, json(403, "{}")).on(LOOKUP, json(403, "{}"));
      assertThat(said(look(source, "crm#token"))).startsWith("DENIED  login refused (400)");
      time.advance(Inputs.PAUSE.minusSeconds(1));
      assertThat(said(look(source, "crm#token"))).startsWith("DENIED  login refused (400)");
      assertThat(vault.got(LOGIN)).hasSize(2);
      time.advance(Duration.ofSeconds(1));
      assertThat(said(look(source, "crm#token"))).startsWith("DENIED  login refused (400)");
      assertThat(vault.got(LOGIN)).hasSize(3);
    }
  }

  /** One that a source above has replaced. */
  private record Rotating(AtomicReference<String> value) implements Secret {
    @Override
    public String now() {
      return value.get();
    }

    @Override
    public CompletionStage<String> get() {
      return CompletableFuture.completedFuture(now());
    }

    @Override
    public CompletionStage<String> refused(String before) {
      return get();
    }

    @Override
    public List<Provenance> provenance() {
      return List.of();
    }
  }

  @Test
  void userpass_userAndPasswordAreReplaced_bothAreSentAndTheUserIsNotShown() {
    AtomicReference<String> user = new AtomicReference<>("amelie");
    AtomicReference<String> password = new AtomicReference<>("old");
    vault.on("/v1/auth/userpass/login/", inTurn(granted("first", 90, false), json(400, "{}")));
    Source userpass =
        Source.at(vault.address())
            .with("mount", "kv")
            .auth("method", "userpass")
            .auth("username", new Rotating(user))
            .auth("password", new Rotating(password))
            .by(time);
    try (SecretResolver source = userpass.open()) {
      read(source);
      user.set("beatrix");
      password.set("new");
      time.advance(Duration.ofSeconds(91));
      assertThat(said(look(source, "crm#token")))
          .startsWith("DENIED  login refused (400)  auth/userpass/login/… in")
          .doesNotContain("beatrix");
      user.set("../beatrix");
      time.advance(Inputs.PAUSE);
      assertThat(said(look(source, "crm#token")))
          .startsWith("INVALID  not sent  auth/userpass/login/… in")
          .doesNotContain("beatrix");
    }
    assertThat(vault.got("/v1/auth/userpass/login/")).hasSize(2);
    assertThat(vault.got("/v1/auth/userpass/login/amelie").get(0).body()).contains("old");
    assertThat(vault.got("/v1/auth/userpass/login/beatrix").get(0).body()).contains("new");
  }

  private Source wrapped(URI address) {
    return Source.at(address)
        .with("mount", "kv")
        .auth("method", "approle")
        .auth("role-id", Secret.of("role"))
        .auth("wrapped-secret-id", Secret.of("hvs.wrapping"))
        .by(time);
  }

  @Test
  void wrapped_connectionIsRefused_isSentWhenThereIsOne() throws IOException {
    vault.on(UNWRAP, json(200, "{\"data\":{\"secret_id\":\"canary\"}}"));
    try (Relay relay = new Relay("127.0.0.1", vault.address());
        SecretResolver source = wrapped(relay.address()).open()) {
      relay.cut();
      assertThat(said(look(source, "crm#token"))).startsWith("UNAVAILABLE  not reached");
      relay.mend();
      time.advance(Duration.ofSeconds(2));
      read(source);
    }
    assertThat(vault.got(UNWRAP)).hasSize(1);
  }

  @Test
  void wrapped_replyIsLost_isNotSentAgain() {
    vault.on(UNWRAP, json(500, "{}"));
    try (SecretResolver source = wrapped(vault.address()).open()) {
      assertThat(said(look(source, "crm#token"))).startsWith("UNAVAILABLE  500");
      time.advance(Duration.ofSeconds(2));
      assertThat(said(look(source, "crm#token")))
          .startsWith("DENIED  unwrap refused")
          .contains("lost with the reply");
    }
    assertThat(vault.got(UNWRAP)).hasSize(1);
  }

  @Test
  void login_outage_isTriedAgainAfterAPause() {
    vault.on(LOGIN, inTurn(json(500, "{}"), granted("first", 90)));
    try (SecretResolver source = approle().open()) {
      assertThat(said(look(source, "crm#token"))).startsWith("UNAVAILABLE  500");
      assertThat(said(look(source, "crm#token"))).startsWith("UNAVAILABLE  500");
      assertThat(vault.got(LOGIN)).hasSize(1);
      time.advance(Duration.ofSeconds(2));
      read(source);
    }
  }

  @Test
  void login_withoutAToken_isInvalid() {
    vault.on(LOGIN, json(200, "{\"auth\":{\"client_token\":\"\",\"mfa_requirement\":{\"x\":1}}}"));
    try (SecretResolver source = approle().open()) {
      assertThat(said(look(source, "crm#token")))
          .startsWith("INVALID  asks for a second factor  auth/approle/login");
    }
    vault.on(LOGIN, json(200, "{\"data\":{}}"));
    try (SecretResolver source = approle().open()) {
      assertThat(said(look(source, "crm#token")))
          .startsWith("INVALID  200 without a token  auth/approle/login");
    }
  }

  @Test
  void given_renewable_isRenewedByATimerThoughNobodyReads() {
    vault.on(LOOKUP, looked(3, true)).on(RENEW, granted("given", 3));
    try (SecretResolver source = given().open()) {
      read(source);
      time.advance(Duration.ofSeconds(2)); // the timer goes by the real clock
      await(RENEW, 1);
      time.advance(Duration.ofSeconds(2));
      await(RENEW, 2);
    }
    assertThat(vault.got(READ)).hasSize(1);
    assertThat(vault.got(RENEW).get(1).header("X-vault-token")).isEqualTo("hvs.given");
  }

  @Test
  void given_renewalFails_isTriedUntilItSucceedsThoughNobodyReads() throws Exception {
    vault.on(LOOKUP, looked(3, true)).on(RENEW, inTurn(json(503, "{}"), granted("given", 3)));
    try (SecretResolver source = given().open()) {
      read(source);
      time.advance(Duration.ofSeconds(2));
      await(RENEW, 1);
      // Nothing can be awaited: the timer rings in the pause after the failure, and nobody hears.
      Thread.sleep(1_000);
      assertThat(vault.got(RENEW)).hasSize(1);
      time.advance(Duration.ofMillis(500));
      await(RENEW, 2);
    }
    assertThat(vault.got(READ)).hasSize(1);
  }

  @Test
  void given_notRenewable_isNotRenewed() {
    vault.on(LOOKUP, looked(90, false));
    try (SecretResolver source = given().open()) {
      read(source);
      time.advance(Duration.ofSeconds(80));
      read(source);
    }
    assertThat(vault.got(RENEW)).isEmpty();
    assertThat(vault.got(LOOKUP)).hasSize(1);
  }

  @Test
  void given_mayNotLookItselfUp_isUsedAllTheSame() {
    vault.on(LOOKUP, json(403, "{\"errors\":[\"permission denied\"]}"));
    try (SecretResolver source = given().open()) {
      read(source);
      read(source);
    }
    assertThat(vault.got(LOOKUP)).hasSize(1);
  }

  @Test
  void close_endsTheTimer() throws Exception {
    vault.on(LOOKUP, looked(1, true)).on(RENEW, granted("given", 1));
    SecretResolver source = given().open();
    read(source);
    source.close();
    time.advance(Duration.ofSeconds(1));
    // Nothing can be awaited: the timer would ring within this time.
    Thread.sleep(1_000);
    assertThat(vault.got(RENEW)).isEmpty();
  }
}
