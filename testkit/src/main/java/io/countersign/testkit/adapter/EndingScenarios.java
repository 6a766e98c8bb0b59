package io.countersign.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.Authenticator;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import java.io.IOException;
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
@Timeout(90)
abstract class EndingScenarios {
  private static final Credentials OLD = Credentials.header("X-Key", "old");
  private static final Credentials NEW = Credentials.header("X-Key", "new");
  private static final String REFUSAL = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";
  private final CompletableFuture<AuthStep> shared = new CompletableFuture<>();
  private final CountDownLatch second = new CountDownLatch(1);

  abstract Adapter adapter();

  private Adapter.Client client(Authenticator authenticator) throws Exception {
    return adapter().open(authenticator, Adapter.Options.PLAIN);
  }

  private Adapter.Client waitingAfterRefusal() throws Exception {
    return client(Steps.onRefusal(OLD, () -> shared));
  }

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

  private static Ask within(RawServer server, int millis) {
    return Ask.get(server.at("/")).within(Duration.ofMillis(millis));
  }

  private static void timesOut(Mode mode, Adapter.Client client, Ask ask) {
    Throwable failure = catchThrowable(() -> mode.send(client, ask));
    assertThat(failure).isNotNull();
    assertThat(client.isTimeout(failure)).as("%s", failure).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void send_tokenNeverComes_timesOutAndTheRenewalGoesOn(Mode mode) throws Exception {
    try (RawServer server = silentAtLast();
        Adapter.Client client = client(request -> new Await(shared))) {
      timesOut(mode, client, within(server, 100));
      assertThat(server.heads).isEmpty();
      assertThat(shared).isNotDone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_renewalNeverComes_timesOutAndTheRenewalGoesOn(Mode mode) throws Exception {
    try (RawServer server = silentAtLast();
        Adapter.Client client = waitingAfterRefusal()) {
      timesOut(mode, client, within(server, 500));
      assertThat(shared).isNotDone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_secondAnswerNeverComes_timesOut(Mode mode) throws Exception {
    try (RawServer server = silentAtLast();
        Adapter.Client client = client(Steps.renewing(OLD, NEW))) {
      timesOut(mode, client, within(server, 1500));
      assertThat(server.heads).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_connectionBreaksDuringTheRenewal_isSentAgainAllTheSame(Mode mode) throws Exception {
    CompletableFuture<Void> broken = new CompletableFuture<>();
    Authenticator renewing =
        Steps.onRefusal(OLD, () -> broken.thenCompose(gone -> Steps.later(Steps.send(NEW))));
    try (RawServer server =
            new RawServer((head, out) -> {
              if (RawServer.has(head, "new")) {
                RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                return;
              }
              RawServer.write(out, "HTTP/1.1 401 No\r\nContent-Length: 9\r\n\r\nref");
              out.close();
              broken.complete(null);
            });
        Adapter.Client client = client(renewing)) {
      assertThat(mode.send(client, within(server, 20_000)).text()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_connectionBreaksAtTheSecond_failsAsTheClientDoes(Mode mode) throws Exception {
    try (RawServer server =
            new RawServer((head, out) -> {
              if (RawServer.has(head, "old")) {
                RawServer.write(out, REFUSAL);
              } else {
                RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Le");
                out.close();
              }
            });
        Adapter.Client client = client(Steps.renewing(OLD, NEW))) {
      Throwable failure = catchThrowable(() -> mode.send(client, within(server, 20_000)));
      assertThat(client.isBroken(failure)).as("%s", failure).isTrue();
      assertThat(client.isTimeout(failure)).isFalse();
    }
  }

  @Test
  void send_interruptedWhileItWaits_endsAndTheRenewalGoesOn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Authenticator waiting =
        request -> {
          asked.countDown();
          return new Await(shared);
        };
    try (RawServer server = silentAtLast();
        Adapter.Client client = client(waiting)) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> thrown.set(catchThrowable(() -> client.sendAndWait(within(server, 30_000)))));
      caller.start();
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();
      caller.join(20_000);
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      assertThat(shared).isNotDone();
      shared.complete(Steps.send(NEW));
      assertThat(server.heads).isEmpty();
    }
  }

  @Test
  void send_cancelledWhileItWaits_endsAndNothingMoreIsSent() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Authenticator waiting =
        Steps.onRefusal(
            OLD,
            () -> {
              asked.countDown();
              return shared;
            });
    try (RawServer server = silentAtLast();
        Adapter.Client client = client(waiting)) {
      CompletableFuture<Answer> answer = client.send(within(server, 30_000));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      answer.cancel(true);
      assertThat(catchThrowable(answer::join)).isInstanceOf(CancellationException.class);
      assertThat(shared).isNotDone();
      shared.complete(Steps.send(NEW));
      assertThat(server.heads).hasSize(1);
    }
  }

  @Test
  void send_cancelledInTheSecondSend_closesItsConnection() throws Exception {
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
            });
        Adapter.Client client = client(Steps.renewing(OLD, NEW))) {
      CompletableFuture<Answer> answer = client.send(within(server, 30_000));
      assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
      answer.cancel(true);
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void send_afterManyThatEndedBadly_theClientStillWorks() throws Exception {
    try (RawServer server =
            new RawServer((head, out) -> {
              if (RawServer.has(head, "GET /good")) {
                RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              } else if (RawServer.has(head, "old")) {
                RawServer.write(out, REFUSAL);
              }
            });
        Adapter.Client client = client(Steps.renewing(OLD, NEW))) {
      for (int i = 0; i < 80; i++) {
        CompletableFuture<Answer> cancelled = client.send(Ask.get(server.at("/silent" + i)));
        cancelled.cancel(true);
      }
      Throwable late =
          catchThrowable(() ->
              client.sendAndWait(Ask.get(server.at("/silent")).within(Duration.ofMillis(300))));
      assertThat(client.isTimeout(late)).as("%s", late).isTrue();
      assertThat(client.sendAndWait(Ask.get(server.at("/good"))).text()).isEqualTo("ok");
    }
  }
}
