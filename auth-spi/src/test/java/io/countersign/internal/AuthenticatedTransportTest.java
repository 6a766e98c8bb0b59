package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.Authenticator;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Send;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AuthenticatedTransportTest {
  private final List<HttpCall> calls = new ArrayList<>();

  private HttpTransport answering(int... statuses) {
    return call -> {
      calls.add(call);
      return CompletableFuture.completedFuture(
          new HttpReply(
              statuses[calls.size() - 1],
              Map.of("Location", List.of("https://evil.example/")),
              (Body.Bytes) Body.of(new byte[] {1})));
    };
  }

  private static HttpCall call(Duration timeout) {
    return new HttpCall(
        "POST", URI.create("https://idp.acme.com/token"), Map.of(), Body.none(), timeout);
  }

  private CompletableFuture<HttpReply> send(
      HttpTransport transport, Authenticator authenticator, Duration timeout) {
    return new AuthenticatedTransport(transport, authenticator, Runnable::run)
        .send(call(timeout))
        .toCompletableFuture();
  }

  @Test
  void send_firstCredentialRefused_sendsTheNextWithWhatIsLeftOfTheTime() throws Exception {
    Send next = () -> Credentials.header("X-Key", "new");
    Authenticator authenticator =
        request -> Send.of(Credentials.header("X-Key", "old"), (q, r) -> next);
    HttpReply reply =
        send(answering(401, 200), authenticator, Duration.ofSeconds(9)).get(9, TimeUnit.SECONDS);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(calls)
        .extracting(made -> made.headers().get("X-Key").get(0))
        .containsExactly("old", "new");
    assertThat(calls.get(1).timeout()).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void send_redirect_isTheReply() throws Exception {
    Send send = () -> Credentials.header("X-Key", "k");
    HttpReply reply =
        send(answering(302), request -> send, Duration.ofSeconds(9)).get(9, TimeUnit.SECONDS);
    assertThat(reply.status()).isEqualTo(302);
  }

  @Test
  void send_credentialsDoNotCome_failsInTimeAndSendsNothing() {
    CompletableFuture<Send> never = new CompletableFuture<>();
    assertThatThrownBy(() ->
            send(answering(), request -> new Await(never), Duration.ofMillis(20))
                .get(9, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    assertThat(calls).isEmpty();
    assertThat(never).isNotDone();
  }
}
