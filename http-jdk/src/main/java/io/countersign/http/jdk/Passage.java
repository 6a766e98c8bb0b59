package io.countersign.http.jdk;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands a response to the caller's subscriber after all: first what was gathered of it, then the
 * live rest, as fast as the subscriber asks and in the order that reactive streams demand.
 *
 * <p>Signals come from the client's thread, demand from the subscriber's, and the hand-over from
 * the thread on which the wait ended: {@link #drain()} lets one of them act at a time.
 */
final class Passage implements Subscription {
  private final Subscription source;
  private final BodySubscriber<?> caller;
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicLong demand = new AtomicLong();
  private volatile List<ByteBuffer> gathered;
  private volatile boolean open;
  private volatile boolean over;
  private volatile @Nullable End end;

  /** How the source ended; without failure it is complete. */
  record End(@Nullable Throwable failure) {}

  Passage(Subscription source, List<ByteBuffer> gathered, BodySubscriber<?> caller) {
    this.source = source;
    this.gathered = List.copyOf(gathered);
    this.caller = caller;
  }

  void open() {
    caller.onSubscribe(this);
    open = true;
    drain();
  }

  /** Comes only after all that was gathered: before that, nothing is asked of the source. */
  void next(List<ByteBuffer> part) {
    caller.onNext(part);
  }

  void end(End how) {
    end = how;
    drain();
  }

  @Override
  public void request(long count) {
    if (count <= 0) {
      source.request(count);
      return;
    }
    demand.accumulateAndGet(count, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
    drain();
  }

  @Override
  public void cancel() {
    over = true;
    source.cancel();
  }

  private void drain() {
    if (turns.getAndIncrement() > 0) {
      return;
    }
    int done = 1;
    while (done > 0) {
      if (open && !over) {
        act();
      }
      done = turns.addAndGet(-done);
    }
  }

  private void act() {
    List<ByteBuffer> first = gathered;
    if (!first.isEmpty() && demand.get() > 0) {
      demand.updateAndGet(had -> had == Long.MAX_VALUE ? had : had - 1);
      gathered = List.of();
      caller.onNext(first);
    }
    if (!gathered.isEmpty() || over) {
      return;
    }
    End how = end;
    if (how != null) {
      over = true;
      if (how.failure() == null) {
        caller.onComplete();
      } else {
        caller.onError(how.failure());
      }
      return;
    }
    long wanted = demand.getAndSet(0);
    if (wanted > 0) {
      source.request(wanted);
    }
  }
}
