package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.AuthEvents.Kind;
import io.countersign.oauth2.RotatingServer.Step;
import io.countersign.testkit.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A token server that takes longer than its tokens leave time for. */
@Timeout(60)
class SlowServerTest {

  @TempDir private Path temp;

  private Application application(Way way, RotatingServer server, String seed) throws Exception {
    return new Application(
        way,
        server.api(),
        "type = oauth2-refresh-token, client-authentication = none, client-id = crm, token-url = "
            + quoted(server.token())
            + ", refresh-token = "
            + quoted(seed),
        "tokens { store = file, path = " + quoted(temp) + " }");
  }

  private static void delay(RotatingServer server, int millis) {
    server.onArrival(() -> LockSupport.parkNanos(Duration.ofMillis(millis).toNanos()));
  }

  @Test
  void renewal_endsAfterTheToken_failsNoRequest() throws Exception {
    try (RotatingServer server = new RotatingServer(0, "1");
        Application application = application(Way.JDK, server, server.seed())) {
      delay(server, 400);
      try (Traffic traffic = Traffic.of(8, () -> assertThat(application.get()).isEqualTo(200))) {
        traffic.passesUntil(() -> application.count(Kind.RENEWED) >= 3);

        assertThat(traffic.failures()).isEmpty();
        assertThat(application.count(Kind.FAILED)).isZero();
      }
    }
  }

  /** What is begun in the background has less time than that, which is not for who waits. */
  @Test
  void renewal_takesLongerThanOneInTheBackgroundMay_isWaitedFor() throws Exception {
    try (RotatingServer server = new RotatingServer(0, "3");
        Application application = application(Way.JDK, server, server.seed())) {
      assertThat(application.get()).isEqualTo(200);
      delay(server, 2500);
      long end = System.nanoTime() + Duration.ofSeconds(9).toNanos();
      while (System.nanoTime() - end < 0) {
        assertThat(application.get()).isEqualTo(200);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      assertThat(server.steps()).extracting(Step::issued).hasSizeBetween(2, 4).doesNotContain("");
    }
  }

  /** An application that ends in order waits for the token that it has asked for. */
  @ParameterizedTest
  @EnumSource(names = {"JDK", "JETTY"})
  void close_duringARenewal_losesNoToken(Way way) throws Exception {
    try (RotatingServer server = new RotatingServer(0, "0")) {
      String seed = server.seed();
      CountDownLatch arrived = new CountDownLatch(1);
      CompletableFuture<Throwable> ended;
      try (Application application = application(way, server, seed)) {
        assertThat(application.get()).isEqualTo(200);
        server.onArrival(() -> {
          arrived.countDown();
          LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        });
        ended = CompletableFuture.supplyAsync(() -> catchThrowable(application::get));
        arrived.await();
      }
      ended.join();
      assertThat(server.steps()).hasSize(2);

      try (Application next = application(way, server, seed)) {
        assertThat(next.get()).isEqualTo(200);
      }
    }
  }
}
