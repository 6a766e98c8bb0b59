package io.countersign.internal;

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
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What every block of one engine has around it.
 *
 * @param jitter random numbers that need not be strong, and are there at once
 */
record Surroundings(
    Executor executor,
    Clock clock,
    LongSupplier nanoTime,
    Supplier<? extends RandomGenerator> random,
    Supplier<? extends RandomGenerator> jitter,
    Map<String, String> environment,
    AuthEvents events,
    UnaryOperator<Authenticator> wrapper) {

  /**
   * Returns the context of one block.
   *
   * @param calls asked whenever the block wants to make calls of its own
   */
  AuthContext context(
      String name, Path folder, Supplier<HttpTransport> calls, Supplier<TokenStore> tokens) {
    return context(name, null, folder, calls, tokens);
  }

  /**
   * Returns the context of one block of a tenant.
   *
   * @param tenant null for the house
   */
  AuthContext context(
      String name,
      @Nullable TenantName tenant,
      Path folder,
      Supplier<HttpTransport> calls,
      Supplier<TokenStore> tokens) {
    return new Context(this, name, tenant, folder, calls, tokens);
  }

  /** Returns these, telling somebody else. */
  Surroundings with(AuthEvents others) {
    return new Surroundings(
        executor, clock, nanoTime, random, jitter, environment, others, wrapper);
  }

  private record Context(
      Surroundings around,
      String block,
      @Nullable TenantName owner,
      Path folder,
      Supplier<HttpTransport> calls,
      Supplier<TokenStore> tokens)
      implements AuthContext {

    @Override
    public String name() {
      return owner == null ? block : owner.ownerOf(block);
    }

    @Override
    public Optional<String> tenant() {
      return owner == null ? Optional.empty() : Optional.of(owner.name());
    }

    @Override
    public HttpTransport http() {
      return calls.get();
    }

    @Override
    public HttpTransport http(Authenticator nested) {
      return new AuthenticatedTransport(calls.get(), nested, around.executor);
    }

    @Override
    public AuthContext showing(Live<TlsIdentity> identity) {
      HttpTransport shown = new ShowingTransport(calls, identity, around.clock);
      return new Context(
          around,
          block,
          owner,
          folder,
          () -> {
            // Whether there is a transport is told when the block is made.
            HttpTransport unused = calls.get();
            return shown;
          },
          tokens);
    }

    @Override
    public Map<String, String> environment() {
      return around.environment;
    }

    @Override
    public Executor executor() {
      return around.executor;
    }

    @Override
    public Clock clock() {
      return around.clock;
    }

    @Override
    public long nanoTime() {
      return around.nanoTime.getAsLong();
    }

    @Override
    public TokenStore tokenStore() {
      TokenStore store = tokens.get();
      return owner == null ? store : new TenantTokens(store, owner);
    }

    @Override
    public AuthEvents events() {
      return around.events;
    }

    @Override
    public RandomGenerator random() {
      return around.random.get();
    }

    @Override
    public String toString() {
      return "AuthContext[" + name() + "]";
    }
  }

  @Override
  public String toString() {
    return "Surroundings";
  }
}
