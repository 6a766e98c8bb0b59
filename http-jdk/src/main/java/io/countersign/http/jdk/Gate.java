package io.countersign.http.jdk;

import io.countersign.spi.Move;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a response back until it is known whose it is. Without demand nothing of it flows: what is
 * behind a 401 stays with the server, however much it is.
 *
 * <p>The response is gathered first, up to a limit, where the decision needs its body. Then it is
 * held, and then either handed to the caller's subscriber or read away: a little of it, so that the
 * connection can be used again, else the connection goes.
 */
final class Gate<T> implements BodySubscriber<Passed<T>> {
  private static final int WORTH_READING = 64 << 10;
  private static final int PATIENCE_MILLIS = 1000;

  private final int gathers;
  private final Function<Optional<ByteBuffer>, CompletionStage<Move>> decision;
  private final Supplier<BodySubscriber<T>> caller;
  private final CompletableFuture<Passed<T>> outcome = new CompletableFuture<>();
  private final List<ByteBuffer> gathered = new ArrayList<>();
  private int bytes;
  private Phase phase = Phase.GATHERING;
  private @Nullable Subscription source;
  private Passage.@Nullable End end;
  private volatile @Nullable Passage passage;
  private volatile @Nullable Passed<T> dropped;

  private enum Phase {
    GATHERING,
    HELD,
    HANDED_OVER,
    DROPPED
  }

  /**
   * Makes one.
   *
   * @param gathers how many bytes to gather before the decision; 0 to decide by the head alone
   * @param decision asked once, with the whole body if it was gathered to its end
   * @param caller makes the caller's subscriber, when the response is the caller's
   */
  Gate(
      int gathers,
      Function<Optional<ByteBuffer>, CompletionStage<Move>> decision,
      Supplier<BodySubscriber<T>> caller) {
    this.gathers = gathers;
    this.decision = decision;
    this.caller = caller;
  }

  @Override
  public CompletionStage<Passed<T>> getBody() {
    return outcome;
  }

  @Override
  public void onSubscribe(Subscription given) {
    source = given;
    if (gathers > 0) {
      given.request(1);
    } else {
      decide(given, Optional.empty());
    }
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    Passage open = passage;
    if (open != null) {
      open.next(part);
      return;
    }
    Subscription from = source;
    if (from == null) {
      return;
    }
    for (ByteBuffer buffer : part) {
      bytes += buffer.remaining();
    }
    Passed<T> next = dropped;
    if (next != null) {
      readAway(from, next);
    } else {
      gathered.addAll(part);
      if (bytes > gathers) {
        decide(from, Optional.empty());
      } else {
        from.request(1);
      }
    }
  }

  @Override
  public void onComplete() {
    ended(new Passage.End(null));
  }

  @Override
  public void onError(Throwable failure) {
    ended(new Passage.End(failure));
  }

  private void ended(Passage.End how) {
    Phase at;
    synchronized (this) {
      end = how;
      at = phase;
    }
    Passage open = passage;
    Passed<T> next = dropped;
    Subscription from = source;
    if (at == Phase.HANDED_OVER && open != null) {
      open.end(how);
    } else if (at == Phase.DROPPED && next != null) {
      outcome.complete(next);
    } else if (at == Phase.GATHERING && (how.failure() != null || from == null)) {
      fail(how.failure());
    } else if (at == Phase.GATHERING && gathers > 0 && from != null) {
      decide(from, Optional.of(whole()));
    }
  }

  private void decide(Subscription from, Optional<ByteBuffer> body) {
    synchronized (this) {
      phase = Phase.HELD;
    }
    decision
        .apply(body)
        .whenComplete((move, failure) -> {
          if (failure != null) {
            from.cancel();
            fail(failure);
          } else if (move instanceof Move.Transmit transmit) {
            drop(from, new Passed.Again<>(transmit.request()));
          } else {
            handOver(from);
          }
        });
  }

  private void handOver(Subscription from) {
    Passage open;
    try {
      BodySubscriber<T> subscriber = caller.get();
      open = new Passage(from, gathered, subscriber);
      subscriber
          .getBody()
          .whenComplete((body, failure) -> {
            if (failure != null) {
              fail(failure);
            } else {
              outcome.complete(new Passed.Through<>(body));
            }
          });
      Passage.End already;
      synchronized (this) {
        passage = open;
        phase = Phase.HANDED_OVER;
        already = end;
      }
      if (already != null) {
        open.end(already);
      }
      open.open();
    } catch (RuntimeException thrown) {
      // The caller's handler or subscriber failed: so does the call, as it does in the JDK.
      from.cancel();
      fail(thrown);
    }
  }

  private void drop(Subscription from, Passed<T> next) {
    boolean already;
    synchronized (this) {
      phase = Phase.DROPPED;
      dropped = next;
      already = end != null;
      bytes = 0;
    }
    gathered.clear();
    if (already) {
      outcome.complete(next);
      return;
    }
    CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> giveUp(from, next));
    from.request(1);
  }

  private void readAway(Subscription from, Passed<T> next) {
    if (bytes > WORTH_READING) {
      giveUp(from, next);
    } else {
      from.request(1);
    }
  }

  private void giveUp(Subscription from, Passed<T> next) {
    if (!outcome.isDone()) {
      from.cancel();
      outcome.complete(next);
    }
  }

  private void fail(@Nullable Throwable failure) {
    outcome.completeExceptionally(
        failure == null ? new IllegalStateException("ended before it began") : failure);
  }

  private ByteBuffer whole() {
    ByteBuffer all = ByteBuffer.allocate(bytes);
    gathered.forEach(part -> all.put(part.duplicate()));
    return all.flip();
  }
}
