package io.countersign.secrets.vault;

import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A block of the configuration, and what a test asks the source that it makes. */
final class Source {
  static final Duration TIME = Duration.ofSeconds(20);
  static final String PATH = "countersign.secrets.vault";

  private static final Executor DAEMONS =
      Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "source");
        thread.setDaemon(true);
        return thread;
      });

  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Map<String, Object> auth = new LinkedHashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private FakeTime time = new FakeTime();
  private Executor threads = DAEMONS;

  /** A block that says this address, and that nothing is asked again. */
  static Source at(URI address) {
    return new Source().with("address", address).with("retries", "0");
  }

  Source with(String setting, Object value) {
    settings.put(setting, value);
    return this;
  }

  Source auth(String setting, Object value) {
    auth.put(setting, value);
    return this;
  }

  Source token(String token) {
    return auth("token", Secret.of(token));
  }

  Source variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Source by(FakeTime clock) {
    time = clock;
    return this;
  }

  Source on(Executor executor) {
    threads = executor;
    return this;
  }

  SecretResolver open() {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    if (!auth.isEmpty()) {
      all.put("auth", new TestSettings(PATH + ".auth", auth));
    }
    TestContext context =
        TestContext.create()
            .at(Path.of("").toAbsolutePath(), environment)
            .with(threads, io.countersign.AuthEvents.none());
    TestContext timed =
        new TestContext(
            context.name(),
            context.transport(),
            time,
            context.environment(),
            context.folder(),
            context.executor(),
            context.random());
    return new VaultProvider().create("vault", new TestSettings(PATH, all), timed);
  }

  static SecretRef key(String name) {
    return new SecretRef.Key(name);
  }

  /** Returns what stands after {@code vault:} in a configuration. */
  static SecretRef locator(String written) {
    String[] options = written.split("\\?", 2);
    String[] parts = options[0].split("#", 2);
    Map<String, String> said =
        options.length < 2
            ? Map.of()
            : Arrays.stream(options[1].split("&"))
                .map(option -> option.split("=", 2))
                .collect(Collectors.toMap(option -> option[0], option -> option[1]));
    return new SecretRef.Locator(
        "vault", parts[0], parts.length < 2 ? Optional.empty() : Optional.of(parts[1]), said);
  }

  static Lookup look(SecretResolver source, SecretRef ref) {
    return Objects.requireNonNull(source.lookUp(Set.of(ref), TIME).get(ref));
  }

  static Lookup look(SecretResolver source, String locator) {
    return look(source, locator(locator));
  }

  /** Returns the value that is found, or what came instead. */
  static String value(SecretResolver source, String locator) {
    Lookup answer = look(source, locator);
    return answer instanceof Lookup.Found found ? found.value() : said(answer);
  }

  /** Returns an answer as people read it. */
  static String said(Lookup answer) {
    String attempts =
        answer.attempts().stream()
            .map(attempt -> attempt.outcome() + "  " + attempt.where())
            .collect(Collectors.joining(", "));
    if (answer instanceof Lookup.Failed failed) {
      return failed.failure() + "  " + attempts + "\n" + failed.explanation();
    }
    return attempts;
  }
}
