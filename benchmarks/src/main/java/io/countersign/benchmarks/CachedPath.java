package io.countersign.benchmarks;

import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One request whose credentials are at hand, beside the least that any design must do for it.
 *
 * <p>Many short iterations: the fastest are those that nothing else on the machine disturbed.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
public class CachedPath {

  /** Reads a volatile, compares scheme, host and port exactly, adds a header made beforehand. */
  @State(Scope.Thread)
  public static class Floor {
    private final AuthRequest request = Blocks.request();
    private final Fields fields = new Fields();
    private final URI origin = URI.create("https://api.example.com");
    private volatile Placement header =
        new Placement(
            Place.HEADER, "Authorization", "Bearer a-token-of-40-characters-123456789012345");

    boolean isOrigin(URI address) {
      return origin.getScheme().equals(address.getScheme())
          && origin.getHost().equals(address.getHost())
          && origin.getPort() == address.getPort();
    }
  }

  /** The same of what ends. */
  @State(Scope.Thread)
  public static class Ending extends Floor {
    /** Whose floor it is. */
    @Param({"jwt", "oauth2-client-credentials", "oauth2-token-exchange", "session"})
    public String block = "";

    private final long due = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
  }

  /** One block, in an application that asks others too. */
  @State(Scope.Thread)
  public static class Block {
    private static final int OFTEN = 20_000;

    /** The name of the block in {@code blocks.conf}. */
    @Param({
      "none",
      "http-basic",
      "bearer",
      "api-key-header",
      "api-key-query",
      "api-key-cookie",
      "api-key-form",
      "api-key-json",
      "api-key-and-two-texts",
      "composite-of-three",
      "jwt",
      "oauth2-client-credentials",
      "oauth2-token-exchange",
      "session",
      "bearer-last-of-8-origins",
      "bearer-wildcard-origin",
      "bearer-path-of-origin"
    })
    public String block = "";

    private final AuthRequest request = Blocks.request();
    private final Fields fields = new Fields();
    private Authenticator authenticator = Authenticator.none();

    /** Asks every block often, so that the compiler does not see one type alone. */
    @Setup
    public void setUp() {
      Countersign countersign = Blocks.open();
      for (String name : countersign.names()) {
        Authenticator other = countersign.authenticator(name);
        for (int i = 0; i < OFTEN; i++) {
          fields.next().authenticate(other, request);
        }
      }
      authenticator = countersign.authenticator(block);
    }
  }

  /** Measures the floor of what serves until it is refused. */
  @Benchmark
  public Object floor(Floor at) {
    at.fields.next();
    if (at.isOrigin(at.request.uri())) {
      at.fields.add(at.header);
    }
    return at.fields;
  }

  /** Measures the floor of what ends: it looks at the clock too. */
  @Benchmark
  public Object floorOfWhatEnds(Ending at) {
    return System.nanoTime() - at.due < 0 ? floor(at) : at;
  }

  /** Measures what {@code Countersign.authenticator} returned: origins, then the credentials. */
  @Benchmark
  public Object cached(Block at) {
    at.fields.next().authenticate(at.authenticator, at.request);
    return at.fields;
  }
}
