package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordingTransportTest {
  private static final HttpCall CALL =
      new HttpCall(
          "POST",
          URI.create("https://id.example/token?secret=1"),
          Map.of(),
          Body.none(),
          Duration.ofSeconds(1));

  private final RecordingTransport transport = new RecordingTransport();

  @Test
  void send_scripted_answersInOrderAndRemembers() {
    transport.json(200, "{\"a\":\"é\"}").json(503, "{}");

    HttpReply first = transport.send(CALL).toCompletableFuture().join();

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).containsEntry("content-type", List.of("application/json"));
    assertThat(StandardCharsets.UTF_8.decode(first.body().content()).toString())
        .hasToString("{\"a\":\"é\"}");
    assertThat(transport.left()).isEqualTo(1);
    assertThat(transport.send(CALL).toCompletableFuture().join().status()).isEqualTo(503);
    assertThat(transport.calls()).containsExactly(CALL, CALL);
  }

  @Test
  void send_scriptedFailure_failsTheStage() {
    transport.fail(new IOException("reset"));

    assertThatThrownBy(() -> transport.send(CALL).toCompletableFuture().join())
        .hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void send_nothingScripted_failsWithoutShowingTheQuery() {
    assertThatThrownBy(() -> transport.send(CALL).toCompletableFuture().join())
        .hasRootCauseMessage("nothing is scripted for call 1, POST https://id.example/token");
  }

  @Test
  void close_once_isRemembered() {
    transport.close();

    assertThat(transport.closed()).isTrue();
  }
}
