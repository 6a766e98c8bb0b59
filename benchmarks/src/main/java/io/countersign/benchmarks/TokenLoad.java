package io.countersign.benchmarks;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many threads that send requests for some time, each beginning with a question for its token.
 *
 * <p>A pause stands for most requests: of 1 ms, and longer where more threads than 64 would leave
 * nothing of a small machine. After it the API judges the token. Once a second each thread sends a
 * request that is one.
 */
final class TokenLoad {
  private static final int USUAL_THREADS = 64;
  private static final long SECOND = 1_000_000_000;

  private final TokenSource source;
  private final TokenServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final LongAdder calls = new LongAdder();
  private final LongAdder waited = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong longest = new AtomicLong();
  private volatile boolean begun;

  /**
   * What became of the questions.
   *
   * @param waited how many waited for a token although one had been there before
   * @param failed how many got none
   * @param longest nanoseconds that one of them took, from when a token had been there
   */
  record Outcome(long calls, long waited, long failed, long longest) {}

  private TokenLoad(TokenSource source, TokenServer server) {
    this.source = source;
    this.server = server;
  }

  static Outcome of(
      TokenSource source, TokenServer server, int threads, boolean virtual, Duration time)
      throws Exception {
    return new TokenLoad(source, server).run(threads, virtual, time);
  }

  private Outcome run(int threads, boolean virtual, Duration time) throws Exception {
    ExecutorService workers = virtual ? virtualThreads() : Executors.newFixedThreadPool(threads);
    try {
      long end = System.nanoTime() + time.toNanos();
      long pause = 1_000_000L * Math.max(1, threads / USUAL_THREADS);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long firstRequest = SECOND * i / threads;
        running.add(workers.submit(() -> work(end, pause, firstRequest)));
      }
      for (Future<?> worker : running) {
        Object unused = worker.get();
      }
    } finally {
      workers.shutdownNow();
    }
    return new Outcome(calls.sum(), waited.sum(), failed.sum(), longest.get());
  }

  /** Returns whether the machine has virtual threads. */
  static boolean hasVirtualThreads() {
    return Runtime.version().feature() >= 21;
  }

  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class))
              .invoke();
    } catch (Throwable before21) {
      throw new IllegalStateException("this Java has no virtual threads", before21);
    }
  }

  private Object work(long end, long pause, long firstRequest)
      throws IOException, InterruptedException {
    long next = System.nanoTime() + firstRequest;
    for (long now = next - firstRequest; now - end < 0; now = System.nanoTime()) {
      String authorization = ask(now);
      LockSupport.parkNanos(pause);
      if (authorization != null && now - next >= 0) {
        send(authorization);
        next += SECOND;
      } else if (authorization != null) {
        int unused = server.status(authorization);
      }
    }
    return calls;
  }

  private @Nullable String ask(long now) {
    boolean counted = begun;
    calls.increment();
    try {
      TokenSource.Asked asked = source.ask();
      begun = true;
      if (counted && asked.waited()) {
        waited.increment();
      }
      return asked.authorization();
    } catch (Exception without) {
      failed.increment();
      return null;
    } finally {
      if (counted) {
        longest.accumulateAndGet(System.nanoTime() - now, Math::max);
      }
    }
  }

  private void send(String authorization) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.at("/api")).header("Authorization", authorization).build();
    Object unused = client.send(request, BodyHandlers.discarding());
  }
}
