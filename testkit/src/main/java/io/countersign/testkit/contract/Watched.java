package io.countersign.testkit.contract;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.Rule;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.TestContext;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The provider under test, with still surroundings and secrets that can change. */
final class Watched implements AuthProvider {
  final Map<String, Rotating> secrets = new ConcurrentHashMap<>();
  final List<HttpCall> calls = new CopyOnWriteArrayList<>();
  final AtomicInteger workAtCreate = new AtomicInteger();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Those that were started meanwhile; others' too, so zero is sure and more is a question. */
  final AtomicLong threadsAtCreate = new AtomicLong();

  private final AuthProvider provider;
  private final HttpTransport transport;
  private final Executor executor;

  /** What it works, it works at once on the thread that asks for it. */
  Watched(AuthProvider provider, HttpTransport transport) {
    this(provider, transport, Runnable::run);
  }

  Watched(AuthProvider provider, HttpTransport transport, Executor executor) {
    this.provider = provider;
    this.transport = transport;
    this.executor = executor;
  }

  @Override
  public String type() {
    return provider.type();
  }

  @Override
  public List<Setting<?>> settings() {
    return provider.settings();
  }

  @Override
  public List<Rule> rules() {
    return provider.rules();
  }

  @Override
  public Authenticator create(Settings settings, AuthContext context) {
    AtomicInteger work = new AtomicInteger();
    TestContext still =
        new TestContext(
            context.name(),
            call -> {
              calls.add(call);
              return transport.send(call);
            },
            new FakeTime(),
            Map.of(),
            Path.of(""),
            task -> {
              work.incrementAndGet();
              executor.execute(task);
            },
            new Random(1));
    long before = THREADS.getTotalStartedThreadCount();
    Authenticator made = provider.create(new Turning(settings), still);
    threadsAtCreate.addAndGet(THREADS.getTotalStartedThreadCount() - before);
    workAtCreate.addAndGet(work.get());
    return made;
  }

  private final class Turning implements Settings {
    private final Settings read;

    Turning(Settings read) {
      this.read = read;
    }

    @Override
    @SuppressWarnings("unchecked") // a secret stands for a secret
    public <T> T get(Setting<T> setting) {
      T value = read.get(setting);
      if (setting.shape() != Setting.Shape.TEXT || !setting.reserved().isEmpty()) {
        return value; // a template has no value of its own
      }
      if (value instanceof Secret secret) {
        return (T) turning(setting, secret);
      }
      if (value instanceof Optional<?> optional && optional.orElse(null) instanceof Secret secret) {
        return (T) Optional.of(turning(setting, secret));
      }
      return value;
    }

    private Rotating turning(Setting<?> setting, Secret secret) {
      return secrets.computeIfAbsent(setting.name(), name -> new Rotating(secret.reveal()));
    }

    @Override
    public boolean has(Setting<?> setting) {
      return read.has(setting);
    }

    @Override
    public Live<?> secrets() {
      Live<Object> all = Live.of(this);
      for (Rotating secret : secrets.values()) {
        all = Live.both(all, secret, (before, value) -> new Object());
      }
      return all;
    }

    @Override
    public String path() {
      return read.path();
    }

    @Override
    public String toString() {
      return read.toString();
    }
  }
}
