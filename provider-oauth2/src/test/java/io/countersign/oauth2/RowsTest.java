package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.CallFailure;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.TlsIdentity;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What other libraries do, kept or mended: a block, the token requests that it makes and what they
 * are answered, what then goes to the API or why nothing does, and how long the token is used. What
 * cannot be said so is in the file with the reason.
 */
class RowsTest {
  private static final Config PLAIN =
      ConfigFactory.parseString("method = GET, uri = \"https://api.example/v1\"");

  static Stream<Named<Config>> rows() throws IOException {
    return Rows.of(RowsTest.class).filter(row -> !row.getPayload().hasPath("unsaid"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void authenticate_row_sendsWhatItSays(Config row) throws Exception {
    try (Bench bench = bench(row)) {
      if (row.hasPath("fault")) {
        Throwable report = catchThrowable(() -> authenticator(bench, row));
        assertThat(report)
            .isInstanceOf(AuthConfigException.class)
            .hasMessageContaining(row.getString("fault"));
        bench.canary.assertAbsentFrom(report);
        return;
      }
      Authenticator authenticator = authenticator(bench, row);
      for (Config step : row.getConfigList("requests")) {
        bench.time.advance(Duration.parse(Rows.text(step, "after").replaceAll("^$", "PT0S")));
        take(bench, authenticator, step);
      }
      assertAsked(bench, row);
      if (row.hasPath("events")) {
        assertThat(bench.kinds())
            .extracting(AuthEvents.Kind::name)
            .containsExactlyInAnyOrderElementsOf(row.getStringList("events"));
      }
      if (row.hasPath("attributes")) {
        assertThat(authenticator.attributes().toCompletableFuture().join())
            .isEqualTo(Rows.texts(row, "attributes"));
      }
      if (row.hasPath("lives")) {
        assertLives(bench, authenticator, row.getString("lives"));
      }
    }
  }

  private static Bench bench(Config row) {
    Bench bench = new Bench();
    bench
        .secrets
        .put("k.id", "some_client_id")
        .put("k.secret", bench.canary.watch("secret", "some_client_secret"))
        .put("k.refresh", bench.canary.watch("refresh", "some_refresh_token"))
        .put("k.access", bench.canary.watch("access", "some_access_token"))
        .put("k.basic", "own")
        .put("k.zoom", "test-client-secret");
    if (row.hasPath("secrets")) {
      Rows.texts(row, "secrets").forEach((name, value) -> bench.secrets.put("k." + name, value));
    }
    if (row.hasPath("now")) {
      bench.time.setWallClockBy(
          Duration.between(bench.time.instant(), Instant.parse(row.getString("now"))));
    }
    row.getConfigList("calls").forEach(call -> script(bench.endpoint, call));
    return bench;
  }

  private static void script(RecordingTransport endpoint, Config call) {
    switch (Rows.text(call, "fails")) {
      case "refused" -> endpoint.fail(new java.net.ConnectException("not reached"));
      case "broken" -> endpoint.fail(new CallFailure("the connection broke", true));
      case "bug" -> endpoint.fail(new IllegalStateException("some_client_secret"));
      default -> {
        HttpReply plain =
            RecordingTransport.reply(
                call.getInt("status"), call.getString("type"), call.getString("reply"));
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(plain.headers());
        Rows.texts(call, "headers").forEach((name, value) -> headers.put(name, List.of(value)));
        endpoint.then(asked ->
            CompletableFuture.completedFuture(
                new HttpReply(plain.status(), headers, plain.body())));
      }
    }
  }

  /** Who waits for an outage to pass waits no real second: each failure moves the time. */
  private static Authenticator authenticator(Bench bench, Config row) {
    boolean waits = row.getString("block").contains("on-outage = wait");
    return bench
        .hearing(event -> {
          if (waits && event.kind() == AuthEvents.Kind.FAILED) {
            bench.time.advance(Duration.ofMinutes(1));
          }
        })
        .authenticator(Bench.BLOCK + row.getString("block"));
  }

  private static void take(Bench bench, Authenticator authenticator, Config step) throws Exception {
    RecordingTransport api = new RecordingTransport();
    List<Integer> answers = step.hasPath("answers") ? step.getIntList("answers") : List.of(200);
    answers.forEach(status -> api.json(status, ""));
    HttpCall request = Rows.call(step.hasPath("request") ? step.getConfig("request") : PLAIN);
    if (step.hasPath("error")) {
      AuthException failure =
          catchThrowableOfType(AuthException.class, () -> Rows.send(api, authenticator, request));
      assertThat(failure).hasMessageContaining(step.getString("error"));
      assertThat(failure.category().name()).isEqualTo(step.getString("category"));
      if (step.hasPath("retryAfter")) {
        assertThat(failure.retryAfter().orElseThrow())
            .isPositive()
            .isLessThanOrEqualTo(Duration.parse(step.getString("retryAfter")));
      }
      bench.canary.assertAbsentFrom(failure);
      return;
    }
    Rows.send(api, authenticator, request);
    assertThat(api.left()).isZero();
    if (step.hasPath("carries")) {
      assertThat(authorization(api.calls().get(0))).isEqualTo(step.getString("carries"));
    } else {
      Rows.assertSame(api.calls().get(0), Rows.call(step.getConfig("expected")));
    }
    if (step.hasPath("then")) {
      assertThat(authorization(api.calls().get(1))).isEqualTo(step.getString("then"));
    }
  }

  private static String authorization(HttpCall call) {
    return String.join(", ", call.headers().getOrDefault("Authorization", List.of()));
  }

  private static void assertAsked(Bench bench, Config row) {
    List<HttpCall> asked = bench.endpoint.calls();
    List<? extends Config> calls = row.getConfigList("calls");
    assertThat(asked).hasSameSizeAs(calls);
    IntStream.range(0, calls.size())
        .filter(i -> calls.get(i).hasPath("expect"))
        .forEach(i -> Rows.assertSame(asked.get(i), Rows.call(calls.get(i).getConfig("expect"))));
    assertThat(
            bench.endpoint.identities().stream()
                .map(shown -> shown.map(TlsIdentity::toString).orElse("")))
        .containsExactlyElementsOf(calls.stream().map(call -> Rows.text(call, "shows")).toList());
  }

  /** No other token comes: it is sent until its end and not a millisecond longer. */
  private static void assertLives(Bench bench, Authenticator authenticator, String lives)
      throws Exception {
    String first = Bench.sent(authenticator);
    if (lives.equals("until refused")) {
      bench.time.advance(Duration.ofDays(9000));
      assertThat(Bench.sent(authenticator)).isEqualTo(first);
      return;
    }
    bench.time.advance(Duration.parse(lives).minusMillis(1));
    assertThat(Bench.sent(authenticator)).isEqualTo(first);
    bench.time.advance(Duration.ofMillis(1));
    bench.failure(authenticator);
  }

  @Test
  void rows_all_areSaidOrHaveAReason() throws Exception {
    List<String> known =
        Rows.of(RowsTest.class).map(row -> row.getPayload().getString("row")).distinct().toList();
    assertThat(known)
        .containsAll(numbers(1, 25))
        .containsAll(numbers(27, 32))
        .containsAll(numbers(34, 46))
        .containsAll(numbers(52, 55))
        .containsAll(numbers(62, 67))
        .contains("O56", "O57", "O72", "O74", "O78");
  }

  private static List<String> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> "O%02d".formatted(i)).toList();
  }
}
