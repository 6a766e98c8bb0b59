package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.FakeVault.DATA;
import static io.countersign.secrets.vault.FakeVault.answer;
import static io.countersign.secrets.vault.FakeVault.inTurn;
import static io.countersign.secrets.vault.FakeVault.json;
import static io.countersign.secrets.vault.Source.look;
import static io.countersign.secrets.vault.Source.said;
import static io.countersign.secrets.vault.Source.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.SecretCanary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What vault-java-driver 6.2.1 does wrong, and that nothing of it is seen here. */
class DriverDefectsTest {
  private static final String READ = "/v1/kv/data/crm";
  private static final String LOGIN = "/v1/auth/approle/login";
  private static final String UNWRAP = "/v1/sys/wrapping/unwrap";
  private static final String REFUSED = "{\"errors\":[\"invalid role or secret ID\"]}";
  private static final String GRANTED =
      "{\"auth\":{\"client_token\":\"hvs.new\",\"accessor\":\"abcdefgh\",\"lease_duration\":60,"
          + "\"renewable\":true,\"policies\":[\"default\"]}}";

  private final SecretCanary canary = new SecretCanary();

  @RegisterExtension
  final LogWatch logs = new LogWatch(canary, "io.github.jopenlibs.vault.VaultImpl");

  private FakeVault vault;

  @BeforeEach
  void start() throws IOException {
    vault = new FakeVault().on(READ, json(200, DATA));
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Source source() {
    return Source.at(vault.address()).with("mount", "kv").token("hvs.canary");
  }

  private Source approle() {
    return Source.at(vault.address())
        .with("mount", "kv")
        .with("retries", "2")
        .auth("method", "approle")
        .auth("role-id", Secret.of("role"))
        .auth("secret-id", Secret.of("wrong"));
  }

  /** 1: it decodes by the default charset of the JVM. */
  @Test
  void charset_ofTheJvmIsAscii_secretIsWhole() throws Exception {
    String secret = "p\u00e4ssw\u00f6rd-\u20ac \ud83d\udd11";
    vault.on(READ, json(200, "{\"data\":{\"data\":{\"token\":\"" + secret + "\"}}}"));
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dfile.encoding=US-ASCII",
            "-cp",
            System.getProperty("java.class.path"),
            CharsetChild.class.getName(),
            vault.address().toString());
    Process process = child.redirectErrorStream(true).start();
    List<String> printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .toList();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(printed.get(0)).isEqualTo("US-ASCII");
    assertThat(printed.subList(1, printed.size()))
        .isEqualTo(secret.codePoints().mapToObj(String::valueOf).collect(Collectors.toList()));
  }

  /** 2: it makes a client, and so a thread, for each call. */
  @Test
  void reads_sixty_oneSelectorThreadThatEndsWithTheSource() {
    Set<Thread> before = selectors();
    SecretResolver source = source().open();
    assertThat(newSelectors(before)).isEmpty();
    for (int i = 0; i < 60; i++) {
      assertThat(value(source, "crm#token")).isEqualTo("t0ken");
    }
    assertThat(newSelectors(before)).hasSize(1);
    source.close();
    assertThat(look(source, "crm#token")).isInstanceOf(Lookup.Failed.class);
    awaitNoneBut(before);
  }

  private static void awaitNoneBut(Set<Thread> before) {
    long begin = System.nanoTime();
    while (!newSelectors(before).isEmpty() && System.nanoTime() - begin < Source.TIME.toNanos()) {
      System.gc(); // before Java 21 nothing else ends it
    }
    assertThat(newSelectors(before)).isEmpty();
  }

  /** Those of other tests may end meanwhile. */
  private static Set<Thread> newSelectors(Set<Thread> before) {
    Set<Thread> now = selectors();
    now.removeAll(before);
    return now;
  }

  private static Set<Thread> selectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("SelectorManager"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** 3: it takes 403, 429 and a page of HTML for an empty secret. */
  @ParameterizedTest
  @ValueSource(ints = {200, 403, 429, 472, 473})
  void read_html_isNoEmptySecret(int status) {
    vault.on(READ, answer(status, "<html>", "Content-Type", "text/html"));
    try (SecretResolver source = source().open()) {
      assertThat(look(source, "crm#token")).isInstanceOf(Lookup.Failed.class);
    }
  }

  /** 4: it throws at a redirect, after it has asked three times. */
  @Test
  void redirect_isFollowedOnce() throws IOException {
    try (FakeVault active = new FakeVault().on(READ, json(200, DATA))) {
      vault.on(READ, answer(307, "", "Location", active.address() + READ));
      try (SecretResolver source = source().with("retries", "2").open()) {
        assertThat(value(source, "crm#token")).isEqualTo("t0ken");
      }
      assertThat(vault.got(READ)).hasSize(1);
      assertThat(active.got(READ)).hasSize(1);
    }
  }

  /** 5: it sends a login, or an unwrapping, three times that was refused. */
  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 500})
  void login_refused_isSentOnce(int status) {
    vault.on(LOGIN, json(status, REFUSED));
    try (SecretResolver source = approle().open()) {
      assertThat(look(source, "crm#token")).isInstanceOf(Lookup.Failed.class);
      assertThat(look(source, "crm#token")).isInstanceOf(Lookup.Failed.class);
    }
    assertThat(vault.got(LOGIN)).hasSize(1);
    assertThat(vault.got(READ)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {412, 429, 503})
  void login_notLookedAt_isSentAgain(int status) {
    vault.on(LOGIN, inTurn(json(status, "{}"), json(200, GRANTED)));
    try (SecretResolver source = approle().open()) {
      assertThat(value(source, "crm#token")).isEqualTo("t0ken");
    }
    assertThat(vault.got(LOGIN)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "400, DENIED  unwrap refused",
    "500, UNAVAILABLE  500",
    "503, UNAVAILABLE  503",
    "200, DENIED  unwrap refused"
  })
  void unwrap_anyAnswer_isSentOnce(int status, String verdict) {
    vault.on(UNWRAP, json(status, "{\"errors\":[\"wrapping token is not valid\"]}"));
    Source wrapped =
        Source.at(vault.address())
            .with("retries", "2")
            .auth("method", "approle")
            .auth("role-id", Secret.of("role"))
            .auth("wrapped-secret-id", Secret.of("hvs.wrapping"));
    try (SecretResolver source = wrapped.open()) {
      assertThat(said(look(source, "crm#token"))).startsWith(verdict);
      assertThat(look(source, "crm#token")).isInstanceOf(Lookup.Failed.class);
    }
    assertThat(vault.got(UNWRAP)).hasSize(1);
    assertThat(vault.got(LOGIN)).isEmpty();
  }

  /** 6: it loses the interrupt, and sleeps on. */
  @Test
  void interrupt_whileItWaits_endsTheWaitAndIsKept() throws Exception {
    vault.on("/v1/auth/token/lookup-self", json(403, "{}")).after(5_000);
    try (SecretResolver source = source().with("retries", "2").open()) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      CompletableFuture<Boolean> kept = new CompletableFuture<>();
      Thread reader =
          new Thread(() -> {
            answer.complete(said(look(source, "crm#token")));
            kept.complete(Thread.currentThread().isInterrupted());
          });
      reader.start();
      while (vault.got().isEmpty()) {
        Thread.onSpinWait();
      }
      long begin = System.nanoTime();
      reader.interrupt();
      assertThat(answer.get(10, TimeUnit.SECONDS))
          .startsWith("UNAVAILABLE")
          .contains("interrupted");
      assertThat(kept.get(1, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
    }
  }

  /** 7: it cuts at #, decodes %2F, makes a query of ? and stumbles over blanks. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b | a%20b",
        "a%2Fb | a%252Fb",
        "a?b | a%3Fb",
        "a#b | a%23b",
        "a%b | a%25b",
        "a+b | a%2Bb",
        "a;b=c | a%3Bb%3Dc",
        "gr\u00fc\u00dfe/\ud83d\udd11 | gr%C3%BC%C3%9Fe/%F0%9F%94%91",
        "e\u0301 | e%CC%81",
        "a\"b\\c | a%22b%5Cc",
      })
  void path_oddCharacters_areAskedAsTheyAre(String path, String sent) {
    vault.on("/v1/kv/data/" + sent, json(200, DATA));
    try (SecretResolver source = source().with("prefix", path).open()) {
      assertThat(value(source, "crm#token")).isEqualTo("t0ken");
    }
    assertThat(vault.got("/v1/kv").get(0).target()).isEqualTo("/v1/kv/data/" + sent + "/crm");
  }

  /** 8: its map of versions knows no path below a mount, and guesses. */
  @ParameterizedTest
  @CsvSource({
    "secret, 1, /v1/secret/crm",
    "secret, 2, /v1/secret/data/crm",
    "team/kv, 1, /v1/team/kv/crm",
    "team/kv, 2, /v1/team/kv/data/crm",
    "a/b/c/d, 2, /v1/a/b/c/d/data/crm"
  })
  void version_isWhatTheBlockSays(String mount, String version, String target) {
    vault.on(target, json(200, version.equals("1") ? "{\"data\":{\"token\":\"t0ken\"}}" : DATA));
    try (SecretResolver source = source().with("mount", mount).with("kv-version", version).open()) {
      assertThat(value(source, "crm#token")).isEqualTo("t0ken");
    }
    assertThat(vault.got("/v1/sys")).isEmpty();
  }

  /** 9: it refuses a login whose Content-Type says its charset, though it has succeeded. */
  @Test
  void login_contentTypeWithCharset_isTaken() {
    vault.on(LOGIN, answer(200, GRANTED, "Content-Type", "application/json; charset=utf-8"));
    try (SecretResolver source = approle().open()) {
      assertThat(value(source, "crm#token")).isEqualTo("t0ken");
    }
    assertThat(vault.got(LOGIN)).hasSize(1);
    assertThat(vault.got(READ).get(0).header("X-vault-token")).isEqualTo("hvs.new");
  }

  /** 9: it says 0 where it reached nobody, throws at an empty namespace, and forgets headers. */
  @Test
  void server_notReached_isSaid() {
    vault.close();
    try (SecretResolver source = source().with("namespace", "").open()) {
      assertThat(said(look(source, "crm#token")))
          .isEqualTo(
              "UNAVAILABLE  not reached  "
                  + vault.address()
                  + "\nits host is unknown, or nothing listens there: see address");
    }
  }

  /** 9: it makes text of numbers, and leaves out what is null. */
  @Test
  void field_noText_isNoText() {
    vault.on(
        READ,
        json(
            200,
            "{\"data\":{\"data\":{\"a\":5,\"b\":null,\"c\":{\"d\":\"e\"},\"f\":true,\"g\":[\"h\"]}}}"));
    try (SecretResolver source = source().open()) {
      assertThat(said(look(source, "crm#a"))).startsWith("INVALID  is a number, true or false  a");
      assertThat(said(look(source, "crm#f"))).startsWith("INVALID  is a number, true or false  f");
      assertThat(said(look(source, "crm#c"))).startsWith("INVALID  is an object  c");
      assertThat(said(look(source, "crm#g"))).startsWith("INVALID  is a list  g");
      assertThat(said(look(source, "crm#b"))).startsWith("set to null  b");
    }
  }

  /** Not in the list: it logs the namespace at each call. */
  @Test
  void namespace_isNotLogged() {
    try (SecretResolver source = source().with("namespace", "team-a").open()) {
      assertThat(value(source, "crm#token")).isEqualTo("t0ken");
    }
    assertThat(logs.messages(Level.ALL)).isEmpty();
  }
}
