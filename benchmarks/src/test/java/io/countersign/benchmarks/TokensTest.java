package io.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The counts of the load, of which a short run says as much as a long one. */
class TokensTest {
  private static final int THREADS = 16;
  private static final Duration LIFETIME = Duration.ofSeconds(5);
  private static final Duration TIME = Duration.ofSeconds(6);

  @Test
  void ask_tokenRunsOut_isRenewedOnceAndNobodyWaits() throws Exception {
    try (TokenServer server = new TokenServer(LIFETIME, Duration.ZERO);
        OwnTokens tokens = new OwnTokens(server)) {
      TokenLoad.Outcome outcome = TokenLoad.of(tokens, server, THREADS, false, TIME);

      assertThat(server.seen()).isEqualTo(new TokenServer.Seen(2, 0, 2, 0));
      assertThat(tokens.obtained()).isEqualTo(2);
      assertThat(outcome.waited()).isZero();
      assertThat(outcome.failed()).isZero();
    }
  }

  @Test
  void ask_endpointFailsWhenARenewalFallsDue_nobodyWaitsAndNothingFails() throws Exception {
    try (TokenServer server = new TokenServer(LIFETIME, Duration.ofMillis(500));
        OwnTokens tokens = new OwnTokens(server)) {
      TokenLoad.Outcome outcome = TokenLoad.of(tokens, server, THREADS, false, TIME);

      TokenServer.Seen seen = server.seen();
      assertThat(seen.faulted()).isPositive();
      assertThat(seen.surplus()).isZero();
      assertThat(seen.unearned()).isZero();
      assertThat(seen.renewals()).isEqualTo(tokens.obtained()).isEqualTo(2);
      assertThat(outcome.waited()).isZero();
      assertThat(outcome.failed()).isZero();
    }
  }

  @Test
  void refused_manyAtOnceWithARevokedToken_renewOnceAndAreAnswered() throws Exception {
    assertThat(Tokens.refused(64)).isEqualTo(new Tokens.Refused(1, 64));
  }
}
