package io.countersign.benchmarks;

import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the adapter itself adds to a request, without a network: the client below answers at once.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class JdkAdapter {
  private final HttpRequest request =
      HttpRequest.newBuilder(URI.create("https://api.example.com/v2/orders/4711"))
          .header("Accept", "application/json")
          .build();
  private final Countersign countersign = Blocks.open();
  private final HttpClient stub = new StubHttpClient();
  private final HttpClient none = with(Authenticator.none());
  private final HttpClient bearer = with(countersign.authenticator("bearer"));
  private final HttpClient query = with(countersign.authenticator("api-key-query"));

  private static HttpClient with(Authenticator authenticator) {
    return AuthenticatingHttpClient.of(StubHttpClient.builder(), authenticator);
  }

  /** The client below, alone. */
  @Benchmark
  public Object floor() {
    return stub.sendAsync(request, BodyHandlers.ofByteArray()).join();
  }

  /** The adapter, sending it as it is. */
  @Benchmark
  public Object none() {
    return none.sendAsync(request, BodyHandlers.ofByteArray()).join();
  }

  /** The adapter, with a token. */
  @Benchmark
  public Object bearer() {
    return bearer.sendAsync(request, BodyHandlers.ofByteArray()).join();
  }

  /** The adapter, with a key in the query. */
  @Benchmark
  public Object query() {
    return query.sendAsync(request, BodyHandlers.ofByteArray()).join();
  }
}
