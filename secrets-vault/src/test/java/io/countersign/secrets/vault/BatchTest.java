package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.FakeVault.answer;
import static io.countersign.secrets.vault.FakeVault.json;
import static io.countersign.secrets.vault.Source.key;
import static io.countersign.secrets.vault.Source.locator;
import static io.countersign.secrets.vault.Source.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {
  private FakeVault vault;

  @BeforeEach
  void start() throws IOException {
    vault = new FakeVault();
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private SecretResolver source() {
    return Source.at(vault.address()).with("mount", "kv").token("hvs.t").open();
  }

  private static Set<SecretRef> refs(int count, String pattern) {
    return IntStream.range(0, count)
        .mapToObj(i -> key(pattern.replace("N", String.valueOf(i))))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Test
  void create_contactsNobody() {
    try (SecretResolver source = source()) {
      assertThat(source.place(key("crm.token")).name()).isEqualTo("kv/data/crm#token");
      assertThat(source.lookUp(Set.of(), Source.TIME)).isEmpty();
    }
    assertThat(vault.got()).isEmpty();
  }

  @Test
  void lookUp_fiftyPaths_areReadAtOnceButNoMoreThanSixteen() {
    vault.on("/v1/kv/data/", json(200, FakeVault.DATA)).after(20);
    try (SecretResolver source = source()) {
      assertThat(source.lookUp(refs(50, "p-N.token"), Source.TIME).values())
          .hasSize(50)
          .allSatisfy(answer -> assertThat(answer).extracting("value").isEqualTo("t0ken"));
    }
    assertThat(vault.got("/v1/kv/data/")).hasSize(50);
    assertThat(vault.mostOpen()).isBetween(2, 16);
  }

  @Test
  void lookUp_fiftyFieldsOfOnePath_areOneRead() {
    String fields =
        IntStream.range(0, 50)
            .mapToObj(i -> "\"f-" + i + "\":\"" + i + "\"")
            .collect(Collectors.joining(","));
    vault.on("/v1/kv/data/p", json(200, "{\"data\":{\"data\":{" + fields + "}}}"));
    try (SecretResolver source = source()) {
      assertThat(source.lookUp(refs(50, "p.f-N"), Source.TIME).values())
          .hasSize(50)
          .allSatisfy(answer -> assertThat(answer).isInstanceOf(Lookup.Found.class));
    }
    assertThat(vault.got("/v1/kv/data/")).hasSize(1);
  }

  @Test
  void lookUp_versionsOfOnePath_areReadEach() {
    vault.on("/v1/kv/data/p", json(200, FakeVault.DATA));
    Set<SecretRef> refs =
        Set.of(locator("p#token"), locator("p#token?version=1"), locator("p#token?version=2"));
    try (SecretResolver source = source()) {
      assertThat(source.lookUp(refs, Source.TIME)).containsOnlyKeys(refs);
    }
    assertThat(vault.got("/v1/kv/data/p").stream().map(FakeVault.Got::target))
        .containsExactlyInAnyOrder(
            "/v1/kv/data/p", "/v1/kv/data/p?version=1", "/v1/kv/data/p?version=2");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 500})
  void lookUp_onePathFails_othersAreAnswered(int status) {
    vault.on("/v1/kv/data/", json(200, FakeVault.DATA)).on("/v1/kv/data/bad", json(status, "{}"));
    SecretRef bad = key("bad.token");
    Set<SecretRef> refs = new LinkedHashSet<>(Set.of(bad));
    refs.addAll(refs(40, "p-N.token"));
    try (SecretResolver source = source()) {
      assertThat(source.lookUp(refs, Source.TIME))
          .hasSize(41)
          .allSatisfy((ref, answer) ->
              assertThat(answer)
                  .isInstanceOf(ref.equals(bad) ? Lookup.Failed.class : Lookup.Found.class));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 501, 503})
  void lookUp_serverCannotNow_notEveryPathIsAsked(int status) {
    vault.on("/v1/kv/data/", answer(status, "{}")).after(5);
    try (SecretResolver source = source()) {
      assertThat(source.lookUp(refs(200, "p-N.token"), Source.TIME).values())
          .hasSize(200)
          .allSatisfy(answer ->
              assertThat(said(answer))
                  .startsWith("UNAVAILABLE  " + status)
                  .contains(vault.address().toString()));
    }
    assertThat(vault.got("/v1/kv/data/")).hasSizeLessThanOrEqualTo(32);
  }

  @Test
  void lookUp_hangs_isOverInItsTime() {
    vault.on("/v1/kv/data/", json(200, FakeVault.DATA)).after(60_000);
    long begin = System.nanoTime();
    try (SecretResolver source = source()) {
      assertThat(source.lookUp(refs(40, "p-N.token"), Duration.ofMillis(500)).values())
          .hasSize(40)
          .allSatisfy(answer -> assertThat(said(answer)).startsWith("UNAVAILABLE  no answer"));
    }
    assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
  }

  @Test
  void lookUp_callTakesLongerThanItsTimeout_isOver() {
    vault.on("/v1/kv/data/", json(200, FakeVault.DATA)).after(60_000);
    long begin = System.nanoTime();
    try (SecretResolver source =
        Source.at(vault.address())
            .with("retries", "2")
            .with("call-timeout", "300 ms")
            .token("hvs.t")
            .open()) {
      assertThat(said(Source.look(source, "p#token")))
          .isEqualTo(
              "UNAVAILABLE  no answer  " + vault.address() + "\nit did not come within 300 ms");
    }
    assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
  }

  /**
   * The JDK's client ends what is asynchronous in the common pool, and the application fills it.
   */
  @Test
  void lookUp_commonPoolIsFull_isAnsweredAndEndsInItsTime() {
    vault
        .on("/v1/kv/data/", json(200, FakeVault.DATA))
        .on(
            "/v1/kv/data/stalls",
            exchange -> {
              exchange.sendResponseHeaders(200, 100);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              try {
                TimeUnit.MINUTES.sleep(1);
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
    CountDownLatch end = new CountDownLatch(1);
    try (SecretResolver source = source()) {
      for (int i = 0; i < 100; i++) {
        ForkJoinPool.commonPool()
            .execute(() -> {
              try {
                end.await();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
      }
      assertThat(source.lookUp(refs(50, "p-N.token"), Source.TIME).values())
          .allSatisfy(answer -> assertThat(answer).extracting("value").isEqualTo("t0ken"));
      SecretRef stalls = key("stalls.token");
      assertThat(said(source.lookUp(Set.of(stalls), Duration.ofMillis(500)).get(stalls)))
          .startsWith("UNAVAILABLE  no answer");
    } finally {
      end.countDown();
    }
  }

  /** The engine asks a source on the executor that the source has, too. */
  @Test
  void lookUp_executorHasOneThread_isAnswered() {
    vault
        .on("/v1/kv/data/", json(200, FakeVault.DATA))
        .on(
            "/v1/auth/approle/login",
            json(200, "{\"auth\":{\"client_token\":\"hvs.one\",\"lease_duration\":60}}"));
    ExecutorService one = Executors.newFixedThreadPool(1);
    try (SecretResolver source =
        Source.at(vault.address())
            .with("mount", "kv")
            .auth("method", "approle")
            .auth("role-id", Secret.of("role"))
            .on(one)
            .open()) {
      Set<SecretRef> refs = refs(3, "p-N.token");
      assertThat(CompletableFuture.supplyAsync(() -> source.lookUp(refs, Source.TIME), one).join())
          .hasSize(3)
          .allSatisfy((ref, answer) -> assertThat(answer).isInstanceOf(Lookup.Found.class));
    } finally {
      one.shutdownNow();
    }
    assertThat(vault.got("/v1/auth/approle/login")).hasSize(1);
  }

  @Test
  void close_whileItReads_endsTheRead() throws Exception {
    vault.on("/v1/kv/data/", json(200, FakeVault.DATA)).after(60_000);
    SecretResolver source = source();
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(() -> said(Source.look(source, "p#token")));
    while (vault.got().isEmpty()) {
      Thread.onSpinWait();
    }
    source.close();
    if (Runtime.version().feature() >= 21) { // before, the JDK's client cannot be ended
      assertThat(answer.get(5, TimeUnit.SECONDS)).startsWith("UNAVAILABLE");
    }
    assertThat(said(Source.look(source, "p#token"))).startsWith("UNAVAILABLE");
  }
}
