package io.countersign.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManyTest {
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    pool.shutdownNow();
  }

  private static FakeAws slow(Duration latency) throws IOException {
    return new FakeAws(exchange -> {
      LockSupport.parkNanos(latency.toNanos());
      FakeAws.answer(
          exchange, 200, "{\"Name\": \"s\", \"SecretString\": \"{\\\"a\\\": \\\"x\\\"}\"}");
    });
  }

  private static Asked of(FakeAws fake, Executor executor) {
    return Asked.of(
        Asked.environment(fake.root(), new io.countersign.testkit.Moto.Keys("AKIAFAKE", "fake")),
        Map.of(),
        executor);
  }

  private static Set<SecretRef> refs(String pattern) {
    Set<SecretRef> refs = new LinkedHashSet<>();
    for (int i = 0; i < 50; i++) {
      refs.add(new SecretRef.Key(pattern.formatted(i)));
    }
    return refs;
  }

  private static void assertAllFound(Map<SecretRef, Lookup> answers) {
    assertThat(answers.values())
        .hasSize(50)
        .allSatisfy(answer -> assertThat(answer).isInstanceOf(Lookup.Found.class));
  }

  @Test
  void lookUp_fiftySecrets_areAskedForSixteenAtATime() throws IOException {
    try (FakeAws fake = slow(Duration.ofMillis(20));
        Asked aws = of(fake, pool)) {
      assertAllFound(aws.source().lookUp(refs("s%d.a"), Asked.TIME));

      assertThat(fake.bodies).hasSize(50);
      assertThat(fake.widest()).isGreaterThan(4).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void lookUp_byManyAtOnce_areNoMoreThanSixteenTogether() throws IOException {
    try (FakeAws fake = slow(Duration.ofMillis(20));
        Asked aws = of(fake, pool)) {
      List<CompletableFuture<?>> looks = new ArrayList<>();
      for (SecretRef ref : refs("s%d.a")) {
        looks.add(CompletableFuture.supplyAsync(() -> aws.found(ref), pool));
      }
      looks.forEach(CompletableFuture::join);

      assertThat(fake.bodies).hasSize(50);
      assertThat(fake.widest()).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void lookUp_fiftyFieldsOfOneSecret_areOneRead() throws IOException {
    try (FakeAws fake = slow(Duration.ZERO);
        Asked aws = of(fake, pool)) {
      assertThat(aws.source().lookUp(refs("one.field-%d"), Asked.TIME)).hasSize(50);

      assertThat(fake.bodies).hasSize(1);
    }
  }

  @Test
  void lookUp_onTheOnlyThreadOfTheExecutor_isDoneThere() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (FakeAws fake = slow(Duration.ZERO);
        Asked aws = of(fake, one)) {
      assertAllFound(
          one.submit(() -> aws.source().lookUp(refs("s%d.a"), Asked.TIME))
              .get(20, TimeUnit.SECONDS));
      assertThat(fake.widest()).isEqualTo(1);
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void lookUp_executorTakesNoWork_isDoneByTheCaller() throws IOException {
    Executor full =
        task -> {
          throw new RejectedExecutionException();
        };
    try (FakeAws fake = slow(Duration.ZERO);
        Asked aws = of(fake, full)) {
      assertAllFound(aws.source().lookUp(refs("s%d.a"), Asked.TIME));
    }
  }

  @Test
  void lookUp_moreThanTheTimeAllows_answersEachOfThemInTime() throws IOException {
    try (FakeAws fake = slow(Duration.ofMillis(400));
        Asked aws = of(fake, pool)) {
      long begin = System.nanoTime();
      Map<SecretRef, Lookup> answers = aws.source().lookUp(refs("s%d.a"), Duration.ofMillis(600));

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      assertThat(answers).hasSize(50);
      assertThat(answers.values())
          .anySatisfy(answer -> assertThat(Asked.line(answer)).startsWith("UNAVAILABLE no answer"));
    }
  }
}
