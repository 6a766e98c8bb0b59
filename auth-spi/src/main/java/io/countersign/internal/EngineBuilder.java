package io.countersign.internal;

import com.typesafe.config.Config;
import io.countersign.Types;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.SecretResolverProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

public final class EngineBuilder {
  public void classLoader(ClassLoader loader) {}

  public void transport(HttpTransport transport) {}

  public void executor(Executor executor) {}

  public void time(Clock clock, LongSupplier nanoTime) {}

  public void random(RandomGenerator random) {}

  public void environment(Map<String, String> environment) {}

  public void provider(AuthProvider provider) {}

  public void resolver(SecretResolverProvider provider) {}

  public void authenticator(String name, String type, Map<String, ?> settings) {}

  public Engine load() {
    return new Engine();
  }

  public Engine load(Path file) {
    return new Engine();
  }

  public Engine of(Config config) {
    return new Engine();
  }

  public Types types() {
    throw new IllegalStateException();
  }
}
