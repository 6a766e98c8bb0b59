package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    pool.shutdownNow();
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void each_twoAskers_areSixteenAtOnceTogether() {
    Parallel parallel = new Parallel(pool);
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch sixteen = new CountDownLatch(16);

    List<CompletableFuture<Map<Integer, Integer>>> askers =
        IntStream.range(0, 2)
            .mapToObj(asker ->
                CompletableFuture.supplyAsync(
                    () ->
                        parallel.each(
                            numbers(50),
                            (number, left) -> {
                              most.accumulateAndGet(open.incrementAndGet(), Math::max);
                              sixteen.countDown();
                              await(sixteen);
                              open.decrementAndGet();
                              return -number;
                            },
                            LONG),
                    pool))
            .toList();

    assertThat(askers)
        .allSatisfy(asker ->
            assertThat(asker.join())
                .hasSize(50)
                .allSatisfy((number, done) -> assertThat(done).isEqualTo(-number)));
    assertThat(most).hasValue(16);
  }

  @Test
  void each_executorTakesNothing_isDoneByWhoAsks() {
    Parallel parallel =
        new Parallel(task -> {
          throw new RejectedExecutionException();
        });

    assertThat(parallel.each(numbers(20), (number, left) -> Thread.currentThread(), LONG).values())
        .hasSize(20)
        .containsOnly(Thread.currentThread());
  }

  @Test
  void each_timeIsUp_givesWhatIsDone() {
    CountDownLatch never = new CountDownLatch(1);
    Map<Integer, Integer> done =
        new Parallel(pool)
            .each(
                numbers(3),
                (number, left) -> {
                  assertThat(left).isPositive().isLessThanOrEqualTo(Duration.ofMillis(200));
                  if (number == 1) {
                    awaitFor(never, left);
                  }
                  return number;
                },
                Duration.ofMillis(200));

    assertThat(done).containsKeys(0, 2);
  }

  private static void await(CountDownLatch latch) {
    awaitFor(latch, LONG);
  }

  private static void awaitFor(CountDownLatch latch, Duration time) {
    try {
      boolean unused = latch.await(time.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
