package io.countersign.secrets.vault;

import io.countersign.AuthEvents;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.TlsIdentity;
import io.countersign.spi.TokenStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * A context whose work is waited for by threads of its executor, which may be all that it has: what
 * no thread has begun, {@link #help} does. Thread-safe.
 */
record WaitedFor(AuthContext context, Queue<Runnable> unbegun) implements AuthContext {

  static WaitedFor of(AuthContext context) {
    return new WaitedFor(context, new ConcurrentLinkedQueue<>());
  }

  /** Does on this thread what waits for another. */
  void help() {
    for (Runnable next = unbegun.poll(); next != null; next = unbegun.poll()) {
      next.run();
    }
  }

  private void execute(Runnable work) {
    unbegun.add(work);
    try {
      context.executor().execute(this::help);
    } catch (RejectedExecutionException full) {
      if (unbegun.remove(work)) {
        throw full;
      }
    }
  }

  @Override
  public Executor executor() {
    return this::execute;
  }

  @Override
  public String name() {
    return context.name();
  }

  @Override
  public HttpTransport http() {
    return context.http();
  }

  @Override
  public HttpTransport http(Authenticator nested) {
    return context.http(nested);
  }

  @Override
  public AuthContext showing(Live<TlsIdentity> identity) {
    return context.showing(identity);
  }

  @Override
  public Map<String, String> environment() {
    return context.environment();
  }

  @Override
  public Path folder() {
    return context.folder();
  }

  @Override
  public Clock clock() {
    return context.clock();
  }

  @Override
  public long nanoTime() {
    return context.nanoTime();
  }

  @Override
  public TokenStore tokenStore() {
    return context.tokenStore();
  }

  @Override
  public AuthEvents events() {
    return context.events();
  }

  @Override
  public RandomGenerator random() {
    return context.random();
  }

  @Override
  public String toString() {
    return "WaitedFor[" + context.name() + "]";
  }
}
