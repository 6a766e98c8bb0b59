package io.countersign.internal;

import io.countersign.Authenticator;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes what was built of a tenant that is not kept any more, once nobody holds an authenticator
 * of it: a request under way does, and whoever sends by it goes on as before. Thread-safe; without
 * a thread of its own: it looks whenever a tenant comes.
 */
final class Unheld {
  private final Executor executor;
  private final ReferenceQueue<Authenticator> dropped = new ReferenceQueue<>();
  private final Set<Holding> holdings = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Unheld(Executor executor) {
    this.executor = executor;
  }

  /** What belongs to several authenticators, and is closed with the last of them. */
  private record Left(List<AutoCloseable> toClose, AtomicInteger holders) {
    void close() {
      Closing.lastFirst(toClose);
    }
  }

  private static final class Holding extends PhantomReference<Authenticator> {
    final Left left;

    Holding(Authenticator held, ReferenceQueue<Authenticator> dropped, Left left) {
      super(held, dropped);
      this.left = left;
    }
  }

  /** Takes these over. */
  void add(Collection<Authenticator> held, List<AutoCloseable> toClose) {
    Left left = new Left(List.copyOf(toClose), new AtomicInteger(held.size()));
    held.forEach(each -> holdings.add(new Holding(each, dropped, left)));
    if (closed) {
      closeAll();
    }
  }

  /** Closes those that nobody holds now, elsewhere: a logout takes its time. */
  void closeThose() {
    for (Reference<?> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
      Left left = ((Holding) gone).left;
      if (holdings.remove(gone) && left.holders.decrementAndGet() == 0) {
        try {
          executor.execute(left::close);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
          left.close();
        }
      }
    }
  }

  /** Closes all, held or not, and whatever comes still. */
  void closeAll() {
    closed = true;
    for (Holding holding : List.copyOf(holdings)) {
      if (holdings.remove(holding) && holding.left.holders.getAndSet(0) > 0) {
        holding.left.close();
      }
    }
  }
}
