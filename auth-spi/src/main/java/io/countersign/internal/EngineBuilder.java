package io.countersign.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.AuthEvents;
import io.countersign.Authenticator;
import io.countersign.Types;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.SecretResolverProvider;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gathers what is not in the configuration. Not thread-safe. */
public final class EngineBuilder {
  private final List<AuthProvider> providers = new ArrayList<>();
  private final List<SecretResolverProvider> resolvers = new ArrayList<>();
  private final Map<String, ConfigValue> authenticators = new LinkedHashMap<>();
  private ClassLoader loader = loaderOfCountersign();
  private @Nullable HttpTransport transport;
  private @Nullable Executor executor;
  private Clock clock = Clock.systemUTC();
  private LongSupplier nanoTime = System::nanoTime;
  private @Nullable RandomGenerator random;
  private Map<String, String> environment = System.getenv();
  private AuthEvents events = AuthEvents.none();
  private UnaryOperator<Authenticator> wrapper = UnaryOperator.identity();

  /** Begins with what an application wants that says nothing. */
  public EngineBuilder() {}

  private static ClassLoader loaderOfCountersign() {
    ClassLoader own = EngineBuilder.class.getClassLoader();
    return own == null ? ClassLoader.getSystemClassLoader() : own;
  }

  public void classLoader(ClassLoader value) {
    loader = Objects.requireNonNull(value, "class loader");
  }

  public void transport(HttpTransport value) {
    transport = Objects.requireNonNull(value, "transport");
  }

  public void executor(Executor value) {
    executor = Objects.requireNonNull(value, "executor");
  }

  public void time(Clock wall, LongSupplier spans) {
    clock = Objects.requireNonNull(wall, "clock");
    nanoTime = Objects.requireNonNull(spans, "nanoTime");
  }

  public void random(RandomGenerator value) {
    random = Objects.requireNonNull(value, "random");
  }

  public void environment(Map<String, String> value) {
    environment = Map.copyOf(value);
  }

  public void events(AuthEvents value) {
    events = Objects.requireNonNull(value, "events");
  }

  public void around(UnaryOperator<Authenticator> value) {
    wrapper = Objects.requireNonNull(value, "wrapper");
  }

  public void provider(AuthProvider value) {
    providers.add(Objects.requireNonNull(value, "provider"));
  }

  public void resolver(SecretResolverProvider value) {
    resolvers.add(Objects.requireNonNull(value, "resolver"));
  }

  public void authenticator(String name, String type, Map<String, ?> settings) {
    Map<String, Object> block = new HashMap<>(settings);
    block.put("type", type);
    try {
      authenticators.put(name, ConfigValueFactory.fromMap(block, "given by the program"));
    } catch (ConfigException notWritable) {
      throw new IllegalArgumentException(
          "the settings of authenticator "
              + name
              + " must be texts, numbers, flags, lists and maps, as a configuration writes them");
    }
  }

  public Engine load() {
    return of(ConfigFiles.load(loader));
  }

  public Engine load(Path file) {
    return of(ConfigFiles.load(file, loader));
  }

  public Engine of(Config config) {
    if (!config.isResolved()) {
      throw new IllegalArgumentException("the Config is not resolved: give config.resolve()");
    }
    Config whole = config;
    for (Map.Entry<String, ConfigValue> block : authenticators.entrySet()) {
      String path = ConfigUtil.joinPath("countersign", "authenticators", block.getKey());
      whole = whole.withoutPath(path).withValue(path, block.getValue());
    }
    Surroundings around =
        new Surroundings(
            executor == null ? Workers.make() : executor,
            clock,
            nanoTime,
            random == null ? () -> Strong.RANDOM : () -> random,
            random == null ? ThreadLocalRandom::current : () -> random,
            environment,
            new Telling(events),
            wrapper);
    return new Engine(new House(whole, catalog(), around, transport));
  }

  /** Made for the first who wants random numbers: its seed takes longer than all of a start. */
  private static final class Strong {
    static final SecureRandom RANDOM = new SecureRandom();
  }

  public Types types() {
    return catalog().types();
  }

  private Catalog catalog() {
    return new Catalog(loader, providers, resolvers);
  }
}
