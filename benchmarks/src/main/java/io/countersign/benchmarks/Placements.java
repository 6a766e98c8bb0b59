package io.countersign.benchmarks;

import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Place;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

/** What it costs to put credentials on a request, by place; beside copying the body once. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class Placements {
  private static final String KEY = "a-key-of-32-characters-1234567890";

  /** Where it goes, and how large the body is. */
  @Param({"header", "query", "cookie", "form", "form-64k", "json", "json-64k"})
  public String place = "";

  private Credentials credentials = Credentials.none();
  private AuthRequest request = Blocks.request();
  private byte[] body = {};

  /** Makes the request that the place wants. */
  @Setup
  public void setUp() {
    boolean json = place.startsWith("json");
    int size = place.endsWith("64k") ? 64 << 10 : 256;
    String text =
        json
            ? "{\"order\": 4711, \"note\": \"" + "x".repeat(size) + "\", \"lines\": [1, 2, 3]}"
            : "order=4711&note=" + "x".repeat(size) + "&lines=3";
    body = text.getBytes(StandardCharsets.UTF_8);
    credentials =
        switch (place) {
          case "header" -> Credentials.header("X-Api-Key", KEY);
          case "query" -> Credentials.query("api_key", KEY);
          case "cookie" -> Credentials.cookie("sid", KEY);
          case "form", "form-64k" -> Credentials.form("api_key", KEY);
          default -> Credentials.of(Place.JSON, "/auth/key", KEY);
        };
    request =
        AuthRequest.of(
            "POST",
            URI.create("https://api.example.com/v2/orders/4711?expand=lines"),
            Map.of(
                "Accept",
                List.of("application/json"),
                "Cookie",
                List.of("theme=dark"),
                "Content-Type",
                List.of(json ? "application/json" : "application/x-www-form-urlencoded")),
            Body.of(body));
  }

  /** Copies the body: what any placement in it must do. */
  @Benchmark
  public Object floor() {
    return body.clone();
  }

  /** Returns the request as it will go out. */
  @Benchmark
  public Object placed() {
    return request.with(credentials);
  }
}
