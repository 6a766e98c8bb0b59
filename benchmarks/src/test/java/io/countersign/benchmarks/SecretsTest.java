package io.countersign.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.benchmarks.Secrets.Layout;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests, unlike times, are the same on every machine. */
class SecretsTest {
  static List<Secrets.Client> clients() {
    return List.of(Secrets::vault, Secrets::aws);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void fiftyPaths_areReadOnceEach_sixteenAtATime(Secrets.Client client) throws Exception {
    SecretServer.Seen seen = Secrets.round(client, Layout.MANY).seen();

    assertThat(seen.reads()).isEqualTo(50);
    assertThat(seen.mostOpen()).isBetween(2, 16);
    assertThat(seen.logins()).isLessThan(2);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void fiftyFieldsOfOnePath_areOneRead(Secrets.Client client) throws Exception {
    assertThat(Secrets.round(client, Layout.ONE).seen().reads()).isEqualTo(1);
  }
}
