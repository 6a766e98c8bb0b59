package io.countersign.http.jdk;

import java.util.concurrent.CompletableFuture;

/** What {@code sendAsync} returns: to cancel it, or what is derived from it, ends the request. */
final class CallFuture<T> extends CompletableFuture<T> {
  private final Runnable end;

  CallFuture(Runnable end) {
    this.end = end;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled && mayInterruptIfRunning) {
      end.run();
    }
    return cancelled;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CallFuture<>(end);
  }
}
