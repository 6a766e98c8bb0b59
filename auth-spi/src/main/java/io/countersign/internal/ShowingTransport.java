package io.countersign.internal;

import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.TlsIdentity;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls on which the client certificate of the moment is shown. There is one transport for each; it
 * is closed when another certificate has taken its place, after its last call.
 */
final class ShowingTransport implements HttpTransport {
  private final Supplier<HttpTransport> plain;
  private final Live<TlsIdentity> identity;
  private final Clock clock;
  private @Nullable Shown shown;

  /**
   * Shows certificates on calls of this transport, which is not closed.
   *
   * @param clock says whether a certificate is good
   */
  ShowingTransport(Supplier<HttpTransport> plain, Live<TlsIdentity> identity, Clock clock) {
    this.plain = plain;
    this.identity = identity;
    this.clock = clock;
  }

  /** The transport of one certificate, and how many of its calls are under way. */
  private static final class Shown {
    private final TlsIdentity identity;
    private final HttpTransport transport;
    private int calls;
    private boolean replaced;

    Shown(TlsIdentity identity, HttpTransport transport) {
      this.identity = identity;
      this.transport = transport;
    }

    boolean isOver() {
      return replaced && calls == 0;
    }
  }

  @Override
  public CompletionStage<HttpReply> send(HttpCall call) {
    return identity.get().thenCompose(now -> send(call, now));
  }

  private CompletionStage<HttpReply> send(HttpCall call, TlsIdentity now) {
    now.check(clock.instant());
    Shown one = entered(now);
    CompletionStage<HttpReply> reply;
    try {
      reply = one.transport.send(call);
    } catch (RuntimeException | Error thrown) {
      change(one, () -> one.calls--);
      throw thrown;
    }
    return reply.whenComplete((replied, failure) -> change(one, () -> one.calls--));
  }

  private Shown entered(TlsIdentity now) {
    Shown before;
    Shown one;
    synchronized (this) {
      before = shown;
      if (before != null && before.identity == now) {
        before.calls++;
        return before;
      }
      one = new Shown(now, plain.get().showing(now));
      one.calls++;
      shown = one;
    }
    if (before != null) {
      change(before, () -> before.replaced = true);
    }
    return one;
  }

  private void change(Shown one, Runnable what) {
    boolean over;
    synchronized (this) {
      what.run();
      over = one.isOver();
    }
    if (over) {
      Closing.quietly(one.transport);
    }
  }

  @Override
  public String toString() {
    return "HttpTransport[showing a certificate]";
  }
}
