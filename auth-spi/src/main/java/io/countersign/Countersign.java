package io.countersign;

import com.typesafe.config.Config;
import io.countersign.internal.Engine;
import io.countersign.internal.EngineBuilder;
import io.countersign.internal.Tenant;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.SecretResolverProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Gives the authenticators that one configuration describes.
 *
 * <p>Thread-safe; make one per application and keep it. Making it reads the configuration's own
 * faults from nothing: no secret is looked up, and nothing is sent, before {@link #authenticator},
 * {@link #ready} or {@link #explain} asks for it.
 */
public final class Countersign implements AutoCloseable {
  private final Supplier<Engine> current;
  private final Runnable closing;

  private Countersign(Engine engine) {
    this(() -> engine, engine::close);
  }

  private Countersign(Supplier<Engine> current, Runnable closing) {
    this.current = current;
    this.closing = closing;
  }

  /**
   * Reads {@code application.conf} of the class path, as {@code ConfigFactory.load()} does.
   *
   * @throws AuthConfigException if it cannot be read
   */
  public static Countersign load() {
    return builder().load();
  }

  /**
   * Reads this file.
   *
   * @throws AuthConfigException if it cannot be read
   */
  public static Countersign load(Path file) {
    return builder().load(file);
  }

  /** Takes a configuration that was read already; it must be resolved. */
  public static Countersign of(Config config) {
    return builder().of(config);
  }

  /** Returns a builder, for what is not in the configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the authenticator of this name; looks its secrets up and builds it the first time.
   *
   * <p>Blocks while secrets are looked up. A failed build is not kept: the next call tries again.
   *
   * @throws AuthConfigException if it is not configured, or something is wrong or missing; the
   *     report names everything that is
   */
  public Authenticator authenticator(String name) {
    return current.get().authenticator(name);
  }

  /**
   * Builds these authenticators, or all if none is named, with one look-up per source and one
   * report. Call it at start-up: what is missing is said then, not at 3 a.m.
   *
   * @return this
   * @throws AuthConfigException if anything is wrong or missing
   */
  public Countersign ready(String... names) {
    current.get().ready(List.of(names));
    return this;
  }

  /** Returns the names of the authenticators, in order of the alphabet. */
  public List<String> names() {
    return current.get().names();
  }

  /**
   * Returns the type of this authenticator as its block says it; empty if that is no known one.
   * Looks nothing up.
   *
   * @throws AuthConfigException if it is not configured
   */
  public String type(String name) {
    return current.get().type(name);
  }

  /**
   * Returns the {@code origins} of this authenticator as its block says them; empty if it says none
   * that can be read. Looks nothing up.
   *
   * @throws AuthConfigException if it is not configured
   */
  public List<String> origins(String name) {
    return current.get().origins(name);
  }

  /**
   * Says where every setting of these authenticators, or of all, comes from; looks the secrets up,
   * and shows none. Does not throw for what is missing: it says so.
   *
   * @throws AuthConfigException if a name is not configured
   */
  public Explanation explain(String... names) {
    return current.get().explain(List.of(names));
  }

  /**
   * Returns the same authenticators with the secrets of one tenant: the key {@code crm.token} is
   * looked up as {@code tenants.acme.crm.token}. What a tenant lacks is missing; only a block that
   * says {@code shared = true} gives it the house's.
   *
   * <p>Looks nothing up. Hold it, or ask for it each time: as many tenants are kept as {@code
   * countersign.tenants} says, and one that had to make room is built anew when it is asked for. An
   * authenticator of it that somebody holds works on, and is closed when nobody does. Closing what
   * this returns closes that tenant alone, at once and for everybody who holds it: not what to do
   * after each request.
   *
   * @param name {@code [A-Za-z0-9_-]{1,64}}
   * @throws IllegalArgumentException if the name is another; the message does not show it
   * @throws IllegalStateException if this is closed, or is that of a tenant itself
   */
  public Countersign tenant(String name) {
    Tenant tenant = current.get().tenant(name);
    return new Countersign(tenant::engine, tenant::close);
  }

  /** Returns the types that were discovered, with what could not be loaded. */
  public Types types() {
    return current.get().types();
  }

  /**
   * Closes the authenticators, those of all tenants too, the sources and the transport, once. What
   * {@link #tenant} gave closes the authenticators of that tenant.
   */
  @Override
  public void close() {
    closing.run();
  }

  /** Says what is not in the configuration. Not thread-safe. */
  public static final class Builder {
    private final EngineBuilder parts = new EngineBuilder();

    private Builder() {}

    /** Discovers providers by this loader; by default that of Countersign itself. */
    public Builder classLoader(ClassLoader loader) {
      parts.classLoader(loader);
      return this;
    }

    /** Uses this transport for token, login and secret-source calls; it is not closed. */
    public Builder transport(HttpTransport transport) {
      parts.transport(transport);
      return this;
    }

    /** Runs blocking work here; by default on virtual threads, or daemon threads on Java 17. */
    public Builder executor(Executor executor) {
      parts.executor(executor);
      return this;
    }

    /** Takes the time from here: a wall clock, and nanoseconds for spans. */
    public Builder time(Clock clock, LongSupplier nanoTime) {
      parts.time(clock, nanoTime);
      return this;
    }

    /** Takes nonces and jitter from here; only for tests. */
    public Builder random(RandomGenerator random) {
      parts.random(random);
      return this;
    }

    /** Tells this what becomes of tokens and secrets. */
    public Builder events(AuthEvents events) {
      parts.events(events);
      return this;
    }

    /** Reads environment variables from here; by default from the process. */
    public Builder environment(Map<String, String> environment) {
      parts.environment(environment);
      return this;
    }

    /** Adds a provider; it stands before one of the same type that is discovered. */
    public Builder provider(AuthProvider provider) {
      parts.provider(provider);
      return this;
    }

    /** Adds a type of source; it stands before one of the same type that is discovered. */
    public Builder resolver(SecretResolverProvider provider) {
      parts.resolver(provider);
      return this;
    }

    /**
     * Adds an authenticator, or takes the place of the configured one of that name.
     *
     * @param settings as the block would say them, without {@code type}
     */
    public Builder authenticator(String name, String type, Map<String, ?> settings) {
      parts.authenticator(name, type, settings);
      return this;
    }

    /**
     * Puts something around every authenticator, inside of its origins: to watch or to count what
     * it does. It must pass every step on.
     */
    public Builder around(UnaryOperator<Authenticator> wrapper) {
      parts.around(wrapper);
      return this;
    }

    /** As {@link Countersign#load()}. */
    public Countersign load() {
      return new Countersign(parts.load());
    }

    /** As {@link Countersign#load(Path)}. */
    public Countersign load(Path file) {
      return new Countersign(parts.load(file));
    }

    /** As {@link Countersign#of(Config)}. */
    public Countersign of(Config config) {
      return new Countersign(parts.of(config));
    }

    /** Returns the types that are discovered, without a configuration. */
    public Types types() {
      return parts.types();
    }
  }
}
