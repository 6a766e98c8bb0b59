package io.countersign.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Does the same for many, at most {@value #WIDEST} at once, whoever asks and however many do: for a
 * source that has to ask its server more than once.
 *
 * <p>The thread that asks works along: on an executor that has no other thread, it does it all.
 * Thread-safe.
 */
public final class Parallel {
  private static final int WIDEST = 16;

  private final Semaphore permits = new Semaphore(WIDEST);
  private final Executor executor;

  /** Has the help of an executor, as {@link AuthContext#executor()}. */
  public Parallel(Executor executor) {
    this.executor = executor;
  }

  /**
   * Returns what came of each that was done in time; blocks until all are, or for {@code atMost}.
   *
   * @param work is told how much time is left, and never throws
   */
  public <K, V> Map<K, V> each(
      Collection<K> all, BiFunction<K, Duration, V> work, Duration atMost) {
    Queue<K> open = new ConcurrentLinkedQueue<>(all);
    Map<K, V> done = new ConcurrentHashMap<>();
    CountDownLatch left = new CountDownLatch(all.size());
    long end = System.nanoTime() + atMost.toNanos();
    Runnable some =
        () -> {
          for (K next = open.poll(); next != null; next = open.poll()) {
            try {
              one(next, work, done, end);
            } finally {
              left.countDown();
            }
          }
        };
    for (int i = 1; i < Math.min(all.size(), WIDEST); i++) {
      help(some);
    }
    some.run();
    try {
      boolean unused = left.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return done;
  }

  private void help(Runnable some) {
    try {
      executor.execute(some);
    } catch (RejectedExecutionException full) {
      return; // the others do it
    }
  }

  private <K, V> void one(K key, BiFunction<K, Duration, V> work, Map<K, V> done, long end) {
    long wait = end - System.nanoTime();
    try {
      if (wait <= 0 || !permits.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (!left.isNegative() && !left.isZero()) {
        done.put(key, work.apply(key, left));
      }
    } finally {
      permits.release();
    }
  }
}
