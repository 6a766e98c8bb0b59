package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthEvents;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What {@link RotationTest} cannot wait for. */
class SecretCellTest {
  private static final Duration TTL = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final SecretCell cell = new SecretCell(new SecretRef.Key("a.key"), new Hanging());

  private static Lookup.Found holding(String value) {
    return new Lookup.Found(value, "A_KEY", Optional.empty(), List.of());
  }

  private final class Hanging implements SecretCell.Again {
    @Override
    public Trace read(SecretRef ref) {
      reads.incrementAndGet();
      reading.countDown();
      try {
        assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      Trace trace = new Trace();
      trace.add(new Trace.Step("env", ref, holding("canary-new"), false));
      return trace;
    }

    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public Freshness freshness(String source) {
      return new Freshness(TTL, TTL, TTL);
    }

    @Override
    public void found(SecretRef ref, boolean changed) {}

    @Override
    public void lost(SecretRef ref, Trace trace, boolean serves) {}

    @Override
    public AuthContext context(SecretRef ref) {
      return new Surroundings(
              Runnable::run,
              Clock.systemUTC(),
              nanos::get,
              Random::new,
              Random::new,
              Map.of(),
              AuthEvents.none(),
              UnaryOperator.identity())
          .context(
              "a.key",
              Path.of(""),
              () -> {
                throw new AssertionError();
              },
              () -> {
                throw new AssertionError();
              });
    }
  }

  @Test
  void readAgain_sourceDoesNotComeBack_isAskedByOneAndTheValueServesNoLongerThanInAnOutage()
      throws Exception {
    cell.bind("env", cell.ref(), holding("canary-old"));
    CompletableFuture<Fresh<String>> first =
        CompletableFuture.supplyAsync(() -> cell.readAgain(LONGEST).toCompletableFuture().join());
    assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> cell.readAgain(LONGEST).toCompletableFuture().join())
        .hasMessageContaining("its source has not answered yet");
    assertThat(cell.now()).isEqualTo("canary-old");

    nanos.addAndGet(TTL.multipliedBy(2).toNanos() + 1);
    assertThatThrownBy(() -> cell.readAgain(LONGEST).toCompletableFuture().join())
        .hasMessageContaining("its source has not answered yet");
    assertThat(cell.now()).isNull();
    assertThat(reads).hasValue(1);

    over.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).value()).isEqualTo("canary-new");
    assertThat(cell.now()).isEqualTo("canary-new");
  }
}
