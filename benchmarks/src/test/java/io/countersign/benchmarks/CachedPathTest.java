package io.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

/** Bytes, unlike times, are the same on every machine: a build can hold them to zero. */
class CachedPathTest {
  private static final int REQUESTS = 1_000_000;

  /** What the measurement itself may allocate; one object per thousand requests would be more. */
  private static final long NOISE = 4_096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final AuthRequest request = Blocks.request();
  private final Fields fields = new Fields();

  static List<String> blocks() {
    try (Countersign countersign = Blocks.open()) {
      return countersign.names();
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void authenticate_credentialsAtHand_allocatesNothing(String block) {
    try (Countersign countersign = Blocks.open()) {
      Authenticator authenticator = countersign.authenticator(block);
      ask(authenticator, 1_000);

      long before = threads.getCurrentThreadAllocatedBytes();
      ask(authenticator, REQUESTS);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      assertThat(allocated).isLessThan(NOISE);
      assertThat(fields.size())
          .isEqualTo(
              switch (block) {
                case "none" -> 0;
                case "api-key-and-two-texts", "composite-of-three" -> 3;
                default -> 1;
              });
    }
  }

  @Test
  void blocks_ofTheFile_areThoseMeasured() throws NoSuchFieldException {
    Param measured = CachedPath.Block.class.getField("block").getAnnotation(Param.class);

    assertThat(measured.value()).containsExactlyInAnyOrderElementsOf(blocks());
  }

  private void ask(Authenticator authenticator, int times) {
    for (int i = 0; i < times; i++) {
      fields.next().authenticate(authenticator, request);
    }
  }
}
