package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.testkit.Asked;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Vault;
import io.countersign.testkit.adapter.Api;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that changes in a real Vault, and a Vault that goes, while 64 threads send. */
@Tag("server")
class VaultRotationTest {
  private static final int THREADS = 64;
  private static final String OLD = Asked.unencodedBasic("billing", "old");
  private static final String NEW = Asked.unencodedBasic("billing", "new");
  private static Vault vault;

  @TempDir private Path folder;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger sentOld = new AtomicInteger();
  private final AtomicInteger sentNew = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile Set<String> good = Set.of(OLD);
  private volatile boolean enough;
  private Api api;

  @BeforeAll
  static void start() {
    vault = RealServers.vault();
  }

  @BeforeEach
  void open() throws IOException {
    vault.put("rotation/crm", Map.of("password", "old"));
    api = Api.of(this::answer);
  }

  private Api.Answer answer(Api.Seen seen) {
    String credentials = seen.header("Authorization");
    (credentials.equals(NEW) ? sentNew : sentOld).incrementAndGet();
    if (good.contains(credentials)) {
      return Api.Answer.of(200);
    }
    refused.incrementAndGet();
    return Api.Answer.of(401);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    api.close();
  }

  private Countersign countersign(String ttl) {
    return Countersign.builder()
        .environment(
            Map.of("VAULT_ADDR", vault.address().toString(), "VAULT_TOKEN", vault.rootToken()))
        .of(
            ConfigFactory.parseString(
                "countersign { secrets { priority = [vault]\n vault { mount = kv, "
                    + "prefix = rotation, ttl = "
                    + ttl
                    + " } }\n authenticators.crm { type = http-basic, username = billing, "
                    + "origins = [\""
                    + api.at("")
                    + "\"] } }"))
        .ready();
  }

  /** Sends from all threads until it is enough, and returns every status that callers saw. */
  private List<Future<Set<Integer>>> sending(Countersign countersign) {
    HttpClient client =
        AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("crm"));
    Callable<Set<Integer>> loop =
        () -> {
          Set<Integer> seen = new TreeSet<>();
          while (!enough) {
            HttpRequest request =
                HttpRequest.newBuilder(api.at("/" + number.incrementAndGet())).build();
            seen.add(client.send(request, BodyHandlers.ofString()).statusCode());
          }
          return seen;
        };
    return IntStream.range(0, THREADS).mapToObj(i -> threads.submit(loop)).toList();
  }

  private static void assertAllOk(List<Future<Set<Integer>>> loops) throws Exception {
    for (Future<Set<Integer>> loop : loops) {
      assertThat(loop.get()).containsExactly(200);
    }
  }

  private void awaitSends(int more) {
    int from = number.get();
    await(() -> number.get() >= from + more);
  }

  private static void await(BooleanSupplier done) {
    long begin = System.nanoTime();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(30).toNanos());
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void password_changesWhileBothAreGood_nobodySeesIt() throws Exception {
    good = Set.of(OLD, NEW);
    try (Countersign countersign = countersign("100 ms")) {
      List<Future<Set<Integer>>> loops = sending(countersign);
      awaitSends(THREADS);
      vault.put("rotation/crm", Map.of("password", "new"));
      await(() -> sentNew.get() > 0);
      awaitSends(2 * THREADS);
      int old = sentOld.get();
      good = Set.of(NEW);
      awaitSends(4 * THREADS);
      enough = true;
      assertAllOk(loops);
      assertThat(sentOld.get()).isEqualTo(old);
      assertThat(refused.get()).isZero();
    }
  }

  @Test
  void password_changesAtOnce_isReadOnceAndEachRequestIsSentTwiceAtMost() throws Exception {
    Path audit = folder.resolve("audit");
    vault.write(
        "sys/audit/rotation",
        Map.of("type", "file", "options", Map.of("file_path", audit.toString())));
    try (Countersign countersign = countersign("1 h")) {
      List<Future<Set<Integer>>> loops = sending(countersign);
      awaitSends(THREADS);
      vault.put("rotation/crm", Map.of("password", "new"));
      long reads = reads(audit);
      good = Set.of(NEW);
      await(() -> sentNew.get() > 0);
      awaitSends(4 * THREADS);
      enough = true;
      assertAllOk(loops);
      assertThat(reads(audit)).isEqualTo(reads + 1);
      assertThat(
              api.seen.stream()
                  .collect(Collectors.groupingBy(Api.Seen::uri, Collectors.counting()))
                  .values())
          .allSatisfy(sends -> assertThat(sends).isLessThanOrEqualTo(2));
    } finally {
      vault.delete("sys/audit/rotation");
    }
  }

  private static long reads(Path audit) throws IOException {
    return Files.readAllLines(audit).stream()
        .filter(line -> line.contains("\"type\":\"request\""))
        .filter(line -> line.contains("\"operation\":\"read\""))
        .filter(line -> line.contains("\"path\":\"kv/data/rotation/crm\""))
        .count();
  }

  @Test
  void vault_isSealed_nobodySeesIt() throws Exception {
    try (Countersign countersign = countersign("100 ms")) {
      vault.seal();
      try {
        List<Future<Set<Integer>>> loops = sending(countersign);
        long begin = System.nanoTime();
        await(() -> System.nanoTime() - begin > Duration.ofSeconds(3).toNanos());
        enough = true;
        assertAllOk(loops);
      } finally {
        vault.unseal();
      }
    }
    assertThat(number.get()).isGreaterThan(10 * THREADS);
  }
}
