package io.countersign.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few threads one step at a time, again and again, in every order of their steps that takes
 * the turn from a thread which could go on no more than so many times.
 *
 * <p>A step ends where the thread pauses; what is tested calls that from what it gets from outside.
 */
final class Interleavings {
  private static final ThreadLocal<@Nullable Strand> CURRENT = new ThreadLocal<>();

  private final List<Choice> path;
  private final ExecutorService pool;
  private int depth;

  /** What happens once, from a fresh start. */
  interface Run {
    List<Runnable> threads();

    /** Looks at what came of it, after the last step. */
    void check();
  }

  private static final class Choice {
    final int options;
    int taken;

    Choice(int options) {
      this.options = options;
    }

    @Override
    public String toString() {
      return taken + "/" + options;
    }
  }

  private Interleavings(List<Choice> path, ExecutorService pool) {
    this.path = path;
    this.pool = pool;
  }

  /**
   * Tries every order, and returns how many there were.
   *
   * @param turnsTaken how often a turn is taken from a thread that could go on
   * @param start gets what a thread calls to end its step
   */
  static int every(int turnsTaken, Function<Runnable, Run> start) {
    List<Choice> path = new ArrayList<>();
    ExecutorService pool = Executors.newCachedThreadPool();
    int orders = 0;
    try {
      do {
        new Interleavings(path, pool).go(turnsTaken, start.apply(Interleavings::pause));
        orders++;
      } while (another(path));
    } finally {
      pool.shutdownNow();
    }
    return orders;
  }

  private static boolean another(List<Choice> path) {
    while (!path.isEmpty()) {
      Choice last = path.get(path.size() - 1);
      last.taken++;
      if (last.taken < last.options) {
        return true;
      }
      path.remove(path.size() - 1);
    }
    return false;
  }

  private void go(int turnsTaken, Run run) {
    List<Strand> ready = new ArrayList<>(run.threads().stream().map(Strand::new).toList());
    int left = turnsTaken;
    boolean goesOn = false; // the first of them has the turn
    try {
      while (!ready.isEmpty()) {
        int next = goesOn && left == 0 ? 0 : choose(ready.size());
        left -= goesOn && next > 0 ? 1 : 0;
        Strand strand = ready.remove(next);
        goesOn = strand.step(pool);
        if (goesOn) {
          ready.add(0, strand);
        }
      }
      run.check();
    } catch (RuntimeException | AssertionError failed) {
      throw new AssertionError("in the order " + path, failed);
    }
  }

  private int choose(int options) {
    if (options == 1) {
      return 0;
    }
    if (depth == path.size()) {
      path.add(new Choice(options));
    }
    Choice choice = path.get(depth);
    depth++;
    return choice.taken;
  }

  private static void pause() {
    Strand strand = CURRENT.get();
    if (strand != null) {
      strand.pause();
    }
  }

  /** One thread's part of a run. */
  private static final class Strand {
    private final Runnable body;
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore stepped = new Semaphore(0);
    private boolean begun;
    private boolean ended;
    private @Nullable Throwable failure;

    Strand(Runnable body) {
      this.body = body;
    }

    /** Returns whether there is more to do. */
    boolean step(ExecutorService pool) {
      if (begun) {
        turn.release();
      } else {
        begun = true;
        pool.execute(this::run);
      }
      stepped.acquireUninterruptibly();
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
      return !ended;
    }

    private void run() {
      CURRENT.set(this);
      try {
        body.run();
      } catch (RuntimeException | Error thrown) {
        failure = thrown;
      } finally {
        CURRENT.remove();
        ended = true;
        stepped.release();
      }
    }

    void pause() {
      stepped.release();
      try {
        turn.acquire();
      } catch (InterruptedException over) {
        throw new IllegalStateException("the run is over", over);
      }
    }
  }
}
