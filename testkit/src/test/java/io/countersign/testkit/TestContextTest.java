package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.Secret;
import io.countersign.testkit.probe.ChallengeProbe;
import io.countersign.testkit.probe.RenewingProbe;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TestContextTest {
  private static final HttpCall LOGIN =
      new HttpCall(
          "POST",
          URI.create("https://api.example/login"),
          Map.of(),
          Body.none(),
          Duration.ofSeconds(1));

  private final RecordingTransport transport = new RecordingTransport();
  private final TestContext context = TestContext.with(transport);

  @Test
  void http_nestedAuthenticator_authenticatesEachCall() {
    RenewingProbe token =
        new RenewingProbe(
            () -> CompletableFuture.supplyAsync(() -> "t" + transport.calls().size()));
    transport.json(401, "{}").json(200, "{}");

    int status =
        context.http(token.authenticator()).send(LOGIN).toCompletableFuture().join().status();

    assertThat(status).isEqualTo(200);
    assertThat(transport.calls())
        .extracting(call -> call.headers().get("Authorization"))
        .containsExactly(List.of("Bearer t0"), List.of("Bearer t1"));
  }

  @Test
  void random_twoContexts_giveTheSameNumbers() {
    assertThat(TestContext.create().random().nextLong())
        .isEqualTo(TestContext.create().random().nextLong());
  }

  @Test
  void toString_contextAndProbe_showNoSecret() {
    SecretCanary canary = new SecretCanary();
    Secret password = Secret.of(canary.secret("password"));

    canary.assertAbsentFrom(context, new ChallengeProbe("u", password, context));
  }
}
