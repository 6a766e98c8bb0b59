package io.countersign.testkit;

import io.countersign.AuthEvents;
import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.TlsIdentity;
import io.countersign.spi.TokenStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Surroundings that stand still: time moved by hand, the same random numbers in every run, no
 * environment, and work that runs at once on the thread that asks for it.
 *
 * <p>Thread-safe.
 *
 * @param transport what {@link #http()} gives
 * @param executor what blocking work runs on
 */
public record TestContext(
    String name,
    HttpTransport transport,
    FakeTime time,
    Map<String, String> environment,
    Path folder,
    Executor executor,
    RandomGenerator random,
    AuthEvents events,
    TokenStore tokenStore)
    implements AuthContext {

  private static final long SEED = 20260102;

  /** Keeps a copy of the environment. */
  public TestContext {
    environment = Map.copyOf(environment);
  }

  /** Makes one that tells nobody and keeps tokens in memory. */
  public TestContext(
      String name,
      HttpTransport transport,
      FakeTime time,
      Map<String, String> environment,
      Path folder,
      Executor executor,
      RandomGenerator random) {
    this(
        name,
        transport,
        time,
        environment,
        folder,
        executor,
        random,
        AuthEvents.none(),
        TokenStore.memory());
  }

  /** Returns one for a block named {@code test}, in which every call fails. */
  public static TestContext create() {
    return with(new RecordingTransport());
  }

  /** Returns one for a block named {@code test} that makes its calls by this transport. */
  public static TestContext with(HttpTransport transport) {
    return new TestContext(
        "test", transport, new FakeTime(), Map.of(), Path.of(""), Runnable::run, new Random(SEED));
  }

  /** Returns one like this, with these environment variables, whose paths start from a folder. */
  public TestContext at(Path start, Map<String, String> variables) {
    return new TestContext(
        name, transport, time, variables, start, executor, random, events, tokenStore);
  }

  /** Returns one like this, which works on that executor and tells that listener. */
  public TestContext with(Executor work, AuthEvents listener) {
    return new TestContext(
        name, transport, time, environment, folder, work, random, listener, tokenStore);
  }

  @Override
  public HttpTransport http() {
    return transport;
  }

  @Override
  public HttpTransport http(Authenticator nested) {
    return new NestedTransport(transport, nested);
  }

  @Override
  public TestContext showing(Live<TlsIdentity> identity) {
    return new TestContext(
        name,
        call ->
            identity
                .get()
                .thenCompose(now -> {
                  now.check(time.instant());
                  return transport.showing(now).send(call);
                }),
        time,
        environment,
        folder,
        executor,
        random,
        events,
        tokenStore);
  }

  @Override
  public FakeTime clock() {
    return time;
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }
}
