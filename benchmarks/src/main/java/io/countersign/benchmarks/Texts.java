package io.countersign.benchmarks;

import io.countersign.spi.Live;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A text of three parts that may each change: what a look costs, and what a change costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class Texts {
  private final Turning key = new Turning("a-key-of-32-characters-1234567890");
  private final Turning tenant = new Turning("acme");
  private final Turning region = new Turning("eu-1");
  private final String[] keys = {
    "a-key-of-32-characters-1234567890", "b-key-of-32-characters-1234567890"
  };
  private final Live<String> text =
      Live.both(
          Live.both(tenant, region, (name, where) -> name + "." + where + ":"),
          key,
          String::concat);
  private int turn;

  /** Holds what it is given. */
  private static final class Turning implements Live<String> {
    private volatile String value;

    Turning(String value) {
      this.value = value;
    }

    @Override
    public String now() {
      return value;
    }

    @Override
    public CompletionStage<String> get() {
      return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<String> refused(String refused) {
      return get();
    }
  }

  /** Joins them by hand, anew each time. */
  @Benchmark
  public Object floor() {
    return tenant.value + "." + region.value + ":" + key.value;
  }

  /** Looks; nothing has changed. */
  @Benchmark
  public @Nullable Object unchanged() {
    return text.now();
  }

  /** Looks after one of them has changed. */
  @Benchmark
  public @Nullable Object changed() {
    turn ^= 1;
    key.value = keys[turn];
    return text.now();
  }
}
