package io.countersign.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Authenticator;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Send;
import io.countersign.testkit.adapter.Api;
import io.countersign.testkit.adapter.Api.Answer;
import io.countersign.testkit.probe.RenewingProbe;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand requests at once, a token that is refused for all of them: no thread of Jetty waits.
 */
@Timeout(120)
class SelectorTest {
  private static final int MANY = 1000;

  /** What the threads of Jetty's client were seen waiting for, inside of ours. */
  private static final class Watchdog implements AutoCloseable {
    /** As many looks, a millisecond apart, are no lock that is free again at once. */
    private static final int LONG = 8;

    private final Set<String> waits = ConcurrentHashMap.newKeySet();
    private final Map<Long, Integer> inARow = new HashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();

    Watchdog() {
      Thread thread = new Thread(this::watch);
      thread.setDaemon(true);
      thread.start();
    }

    private void watch() {
      try {
        while (!over.await(1, TimeUnit.MILLISECONDS)) {
          for (ThreadInfo thread :
              ManagementFactory.getThreadMXBean().dumpAllThreads(false, false)) {
            look(thread);
          }
          looks.incrementAndGet();
        }
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }

    private void look(ThreadInfo thread) {
      if (!thread.getThreadName().startsWith("watched")) {
        return;
      }
      boolean waiting =
          Set.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING)
              .contains(thread.getThreadState());
      Optional<StackTraceElement> ours =
          Arrays.stream(thread.getStackTrace())
              .filter(frame -> frame.getClassName().startsWith("io.countersign."))
              .findFirst();
      if (!waiting || ours.isEmpty()) {
        inARow.remove(thread.getThreadId());
      } else if (inARow.merge(thread.getThreadId(), 1, Integer::sum) == LONG) {
        waits.add(thread.getThreadState() + " in " + ours.get());
      }
    }

    @Override
    public void close() {
      over.countDown();
    }
  }

  private final AtomicInteger tokens = new AtomicInteger();

  /** Sends them all, and returns what the watchdog saw. */
  private Set<String> waits(Authenticator authenticator) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(16);
    threads.setName("watched");
    HttpClient client = new HttpClient();
    client.setExecutor(threads);
    client.setMaxConnectionsPerDestination(64);
    client.setMaxRequestsQueuedPerDestination(4 * MANY);
    CountDownLatch together = new CountDownLatch(64);
    try (Api api =
            Api.of(seen -> {
              if (seen.header("Authorization").equals("Bearer t2")) {
                return Answer.of(200);
              }
              together.countDown();
              return Answer.of(await(together) ? 401 : 500);
            });
        Watchdog watchdog = new Watchdog()) {
      client.start();
      AuthenticatingHttpClient authenticating = AuthenticatingHttpClient.of(client, authenticator);
      List<CompletableFuture<ContentResponse>> all = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        all.add(new CompletableResponseListener(authenticating.newRequest(api.at("/" + i))).send());
      }
      for (CompletableFuture<ContentResponse> one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
      }
      assertThat(watchdog.looks.get()).isGreaterThan(5);
      return Set.copyOf(watchdog.waits);
    } finally {
      LifeCycle.stop(client);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Gives its token a little later, on a thread of its own. */
  private CompletableFuture<String> slowToken() {
    return new CompletableFuture<String>()
        .completeAsync(
            () -> "t" + tokens.incrementAndGet(),
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
  }

  @Test
  void manyRefusedAtOnce_oneRenewalServesAllAndNoSelectorWaits() throws Exception {
    Set<String> waits = waits(new RenewingProbe(this::slowToken).authenticator());
    assertThat(waits).isEmpty();
    assertThat(tokens).hasValue(2);
  }

  @Test
  void authenticatorThatBlocks_isSeenByTheWatchdog() throws Exception {
    Authenticator token = new RenewingProbe(this::slowToken).authenticator();
    Authenticator blocking = request -> blocked(token.authenticate(request));
    assertThat(waits(blocking)).isNotEmpty().allMatch(wait -> wait.contains("SelectorTest"));
  }

  private static AuthStep blocked(AuthStep step) {
    if (step instanceof Await await) {
      return blocked(await.step().toCompletableFuture().join());
    }
    return step instanceof Send send
        ? Send.of(
            send.credentials(), (request, response) -> blocked(send.onResponse(request, response)))
        : step;
  }
}
