package io.countersign.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Threads that send requests, one after the other, until it is closed. Thread-safe.
 *
 * <p>A thread whose request failed goes on, as an application does.
 */
public final class Traffic implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final ExecutorService pool;
  private final AtomicIntegerArray sent;
  private volatile boolean ended;

  private Traffic(int threads) {
    this.pool = Executors.newFixedThreadPool(threads);
    this.sent = new AtomicIntegerArray(threads);
  }

  /**
   * Begins to send.
   *
   * @param request sends one, and throws if what came is not what should
   */
  public static Traffic of(int threads, Callable<?> request) {
    Traffic traffic = new Traffic(threads);
    for (int i = 0; i < threads; i++) {
      int thread = i;
      traffic.pool.execute(() -> traffic.send(thread, request));
    }
    return traffic;
  }

  private void send(int thread, Callable<?> request) {
    while (!ended) {
      try {
        request.call();
      } catch (Exception | AssertionError failed) {
        failures.add(failed);
      }
      sent.incrementAndGet(thread);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Waits until each thread has sent one more that began after now. */
  public void passes() {
    int[] before = new int[sent.length()];
    for (int i = 0; i < before.length; i++) {
      before[i] = sent.get(i);
    }
    passesUntil(() -> {
      for (int i = 0; i < before.length; i++) {
        if (sent.get(i) < before[i] + 2) {
          return false;
        }
      }
      return true;
    });
  }

  /** Waits until this is so. */
  public void passesUntil(BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new AssertionError("still not so after " + LONGEST + "; failures: " + failures);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Returns what went wrong so far, the first first. */
  public List<Throwable> failures() {
    return failures;
  }

  /** Ends it, and waits for the requests under way. */
  @Override
  public void close() {
    ended = true;
    pool.shutdown();
    try {
      if (!pool.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("a request has not ended within " + LONGEST);
      }
    } catch (InterruptedException givenUp) {
      Thread.currentThread().interrupt();
    } finally {
      pool.shutdownNow();
    }
  }
}
