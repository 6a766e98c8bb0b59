package io.countersign.oauth2;

import static io.countersign.oauth2.Application.configuration;
import static io.countersign.oauth2.Application.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.oauth2.RotatingServer.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that renews for every request, with its tokens kept in files, is killed at random
 * moments of it, and started again.
 *
 * <p>20 kills in the ordinary build; for more:
 *
 * <pre>{@code
 * mvn test -pl provider-oauth2 -am -Dtest=SigkillTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dcountersign.kills=200
 * }</pre>
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SigkillTest {
  private static final int KILLS = Integer.getInteger("countersign.kills", 20);
  private static final int WORKERS = 2;

  @TempDir private Path temp;

  /** What came of the kills. */
  private record Tally(int kills, int resumed, int lost) {
    Tally and(Tally other) {
      return new Tally(kills + other.kills, resumed + other.resumed, lost + other.lost);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0})
  void kill_atAnyMoment_losesOnlyWhatCouldNotBeKept(int reuses, TestReporter reporter)
      throws Exception {
    long seed = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
    Tally all = new Tally(0, 0, 0);
    try {
      List<Callable<Tally>> trials = new ArrayList<>();
      AtomicInteger left = new AtomicInteger(KILLS);
      for (int worker = 0; worker < WORKERS; worker++) {
        Path folder = Files.createDirectory(temp.resolve("worker-" + worker));
        Random random = new Random(seed + worker);
        trials.add(() -> {
          try (Trial trial = new Trial(folder, reuses, random)) {
            return trial.run(left);
          }
        });
      }
      for (Future<Tally> one : pool.invokeAll(trials)) {
        all = all.and(one.get());
      }
    } finally {
      pool.shutdownNow();
    }
    reporter.publishEntry("server forgives " + reuses + " reuses, seed " + seed, all.toString());

    assertThat(all.kills).isEqualTo(KILLS);
    assertThat(all.resumed + all.lost).isEqualTo(KILLS);
    if (reuses > 0) {
      assertThat(all.resumed).isEqualTo(KILLS);
    }
  }

  /** One process after the other at one store. */
  private static final class Trial implements AutoCloseable {
    private final RotatingServer server;
    private final Path configuration;
    private final Path tokens;
    private final boolean forgives;
    private final Random random;
    private String seed;
    private int run;
    private Child child;

    Trial(Path folder, int reuses, Random random) throws IOException {
      this.server = new RotatingServer(reuses, "0");
      this.configuration = folder.resolve("application.conf");
      this.tokens = folder.resolve("tokens");
      this.forgives = reuses > 0;
      this.random = random;
      this.seed = server.seed();
      configureNext();
      this.child = Child.of(configuration, server.api(), 0);
    }

    private void configureNext() throws IOException {
      run++;
      String block =
          "type = oauth2-refresh-token, client-authentication = none, client-id = crm, token-url ="
              + quoted(server.token())
              + ", refresh-token = "
              + quoted(seed)
              + ", request.headers { X-Run = "
              + quoted(run)
              + " }";
      Files.writeString(
          configuration,
          configuration(
              Way.JDK,
              server.api(),
              block,
              "tokens { store = file, path = " + quoted(tokens) + " }"));
    }

    Tally run(AtomicInteger left) throws IOException {
      Tally tally = new Tally(0, 0, 0);
      assertThat(child.line()).isEqualTo("200");
      while (left.getAndDecrement() > 0) {
        killDuringRotation();
        configureNext();
        child = Child.of(configuration, server.api(), 0);
        tally = tally.and(resumes() ? new Tally(1, 1, 0) : new Tally(1, 0, 1));
      }
      return tally;
    }

    /** The moment is spread over the whole way from one token request to the one after the next. */
    private void killDuringRotation() throws IOException {
      CompletableFuture<Void> killed = new CompletableFuture<>();
      AtomicInteger arrivals = new AtomicInteger(-random.nextInt(3));
      long[] first = new long[1];
      double moment = random.nextDouble();
      server.onArrival(() -> {
        int arrival = arrivals.incrementAndGet();
        if (arrival == 1) {
          first[0] = System.nanoTime();
        } else if (arrival == 2) {
          long pause = (long) (2 * moment * (System.nanoTime() - first[0]));
          killed.completeAsync(() -> {
            LockSupport.parkNanos(pause);
            child.kill();
            return null;
          });
        }
      });
      while (!killed.isDone() && child.line() != null) {
        // Its pipe is kept empty.
      }
      killed.join();
      child.awaitEnd();
      server.onArrival(() -> {});
    }

    /** Checks by the trace that it resumes exactly if it can. */
    private boolean resumes() throws IOException {
      String said = child.line();
      List<Step> steps = server.steps();
      Step first = steps.stream().filter(this::isOfThisRun).findFirst().orElseThrow();
      Step last =
          steps.stream()
              .filter(step -> !isOfThisRun(step))
              .reduce((one, next) -> next)
              .orElseThrow();
      // What the store had is what came last, or what that was given for.
      assertThat(first.carried()).isIn(last.issued(), last.carried());
      boolean kept = first.carried().equals(last.issued());
      if (kept || forgives) {
        assertThat(said).isEqualTo("200");
        return true;
      }
      assertThat(said)
          .startsWith("REAUTHORIZATION_REQUIRED crm: " + server.token() + " answered 400")
          .contains("invalid_grant (used too often)")
          .endsWith("authorize again, and replace it");
      seed = server.seed();
      configureNext();
      child.goOn();
      assertThat(child.line()).isEqualTo("200");
      return false;
    }

    private boolean isOfThisRun(Step step) {
      return step.run().equals(String.valueOf(run));
    }

    @Override
    public void close() {
      child.close();
      server.close();
    }
  }
}
