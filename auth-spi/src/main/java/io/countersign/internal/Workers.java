package io.countersign.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where blocking work runs: virtual threads where Java has them, else daemon threads. */
final class Workers {
  private static final int SECONDS_IDLE = 2;

  private Workers() {}

  /** Threads that end by themselves, soon, and keep no JVM alive; nothing has to close them. */
  static Executor make() {
    try {
      return (Executor)
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class))
              .invoke();
    } catch (Throwable beforeJava21) {
      AtomicInteger number = new AtomicInteger();
      return new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          SECONDS_IDLE,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "countersign-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });
    }
  }
}
