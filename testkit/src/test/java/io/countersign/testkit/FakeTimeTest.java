package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class FakeTimeTest {
  private final FakeTime time = new FakeTime();
  private final Instant start = time.instant();
  private final long startNanos = time.nanoTime();

  @Test
  void advance_bothClocks_passTogether() {
    time.advance(Duration.ofMinutes(5));

    assertThat(time.instant()).isEqualTo(start.plusSeconds(300));
    assertThat(time.nanoTime() - startNanos).isEqualTo(Duration.ofMinutes(5).toNanos());
  }

  @Test
  void advance_afterTwoSeconds_nanosHaveOverflowed() {
    time.advance(Duration.ofSeconds(2));

    assertThat(time.nanoTime()).isLessThan(startNanos);
  }

  @Test
  void setWallClockBy_backwards_passesNoNanosecond() {
    time.setWallClockBy(Duration.ofHours(-1));

    assertThat(time.instant()).isEqualTo(start.minusSeconds(3600));
    assertThat(time.getAsLong()).isEqualTo(startNanos);
  }

  @Test
  void withZone_movedThere_movesHere() {
    FakeTime elsewhere = time.withZone(ZoneId.of("Asia/Tokyo"));
    elsewhere.advance(Duration.ofSeconds(7));

    assertThat(time.instant()).isEqualTo(start.plusSeconds(7));
    assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
  }
}
