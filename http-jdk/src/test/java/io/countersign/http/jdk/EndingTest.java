package io.countersign.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a call ends before its response: time, interrupt, cancel, a broken connection. */
@Timeout(60)
class EndingTest {
  private static final Credentials OLD = Credentials.header("X-Key", "old");
  private static final Credentials NEW = Credentials.header("X-Key", "new");
  private static final String REFUSAL = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";
  private final CompletableFuture<AuthStep> shared = new CompletableFuture<>();
  private final CountDownLatch second = new CountDownLatch(1);

  /** Refuses the old one; does not answer to the new one. */
  private RawServer silentAtLast() throws IOException {
    return new RawServer((head, out) -> {
      if (RawServer.has(head, "old")) {
        RawServer.write(out, REFUSAL);
      } else {
        second.countDown();
      }
    });
  }

  private static HttpRequest within(RawServer server, int millis) {
    return HttpRequest.newBuilder(server.at("/")).timeout(Duration.ofMillis(millis)).build();
  }

  private AuthenticatingHttpClient waitingAfterRefusal() {
    return AuthenticatingHttpClient.of(HttpClient.newBuilder(), Steps.onRefusal(OLD, () -> shared));
  }

  private static AuthenticatingHttpClient renewing() {
    return AuthenticatingHttpClient.of(HttpClient.newBuilder(), Steps.renewing(OLD, NEW));
  }

  @ParameterizedTest
  @EnumSource
  void send_tokenNeverComes_timesOutAndTheRenewalGoesOn(Mode mode) throws Exception {
    try (RawServer server = silentAtLast()) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), request -> new Await(shared));
      assertThatThrownBy(() -> mode.send(client, within(server, 100), BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
      assertThat(server.heads).isEmpty();
      assertThat(shared).isNotDone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_renewalNeverComes_timesOut(Mode mode) throws Exception {
    try (RawServer server = silentAtLast()) {
      assertThatThrownBy(
              () -> mode.send(waitingAfterRefusal(), within(server, 300), BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
      assertThat(shared).isNotDone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_secondAnswerNeverComes_timesOut(Mode mode) throws Exception {
    try (RawServer server = silentAtLast()) {
      assertThatThrownBy(() -> mode.send(renewing(), within(server, 1500), BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
      assertThat(server.heads).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_connectionBreaksAtTheSecond_failsAsWithTheJdk(Mode mode) throws Exception {
    try (RawServer server =
        new RawServer((head, out) -> {
          if (RawServer.has(head, "old")) {
            RawServer.write(out, REFUSAL);
          } else {
            RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Le");
            out.close();
          }
        })) {
      assertThatThrownBy(
              () -> mode.send(renewing(), within(server, 20_000), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  void send_interruptedWhileItWaits_endsAndTheRenewalGoesOn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    HttpClient client =
        AuthenticatingHttpClient.of(
            HttpClient.newBuilder(),
            request -> {
              asked.countDown();
              return new Await(shared);
            });
    try (RawServer server = silentAtLast()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(() -> {
            try {
              client.send(within(server, 30_000), BodyHandlers.ofString());
            } catch (IOException | InterruptedException | RuntimeException expected) {
              thrown.set(expected);
            }
          });
      caller.start();
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();
      caller.join(20_000);
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      assertThat(shared).isNotDone();
      shared.complete((io.countersign.spi.Send) () -> NEW);
      assertThat(server.heads).isEmpty();
    }
  }

  @Test
  void sendAsync_cancelledWhileItWaits_endsAndNothingMoreIsSent() throws Exception {
    CountDownLatch handled = new CountDownLatch(1);
    try (RawServer server = silentAtLast()) {
      CompletableFuture<HttpResponse<String>> response =
          waitingAfterRefusal()
              .sendAsync(
                  within(server, 30_000),
                  head -> {
                    handled.countDown();
                    return BodyHandlers.ofString().apply(head);
                  });
      response.cancel(true);
      assertThatThrownBy(response::join).isInstanceOf(CancellationException.class);
      assertThat(shared).isNotDone();
      shared.complete(io.countersign.spi.Done.DONE);
      assertThat(handled.getCount()).isEqualTo(1);
    }
  }

  @Test
  void sendAsync_cancelledInTheSecondSend_closesItsConnection() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (RawServer server =
        new RawServer((head, out) -> {
          if (RawServer.has(head, "old")) {
            RawServer.write(out, REFUSAL);
            return;
          }
          second.countDown();
          try {
            // Says again and again that it is at work, to see when nobody listens any more.
            for (int i = 0; i < 1 << 20; i++) {
              RawServer.write(out, "HTTP/1.1 102 Processing\r\n\r\n");
            }
          } catch (IOException closed) {
            gone.countDown();
          }
        })) {
      CompletableFuture<?> derived =
          renewing()
              .sendAsync(within(server, 30_000), BodyHandlers.ofString())
              .thenApply(HttpResponse::body);
      assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
      derived.cancel(true);
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
