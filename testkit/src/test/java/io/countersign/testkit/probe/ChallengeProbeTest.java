package io.countersign.testkit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Challenge;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import io.countersign.testkit.TestContext;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChallengeProbeTest {
  private static final String CHALLENGE = "Digest realm=\"r\", qop=\"auth\", nonce=\"n1\"";
  private static final String OTHER = "Digest realm=\"r\", qop=\"auth\", nonce=\"n2\"";
  private static final String STALE = OTHER + ", stale=TRUE";

  private final ChallengeProbe probe = probe(Secret.of("pw"));
  private final Wire wire = new Wire();

  @Test
  void authenticate_firstRequest_goesBareAndAnswersTheChallenge() {
    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(200);

    assertThat(exchange("https://api.example/a?b=c%20d")).isEqualTo(200);

    assertThat(wire.header("Authorization").get(0)).isEmpty();
    assertThat(sent(1, "uri")).isEqualTo("/a?b=c%20d");
    assertThat(sent(1, "nonce")).isEqualTo("n1");
    assertThat(sent(1, "nc")).isEqualTo("00000001");
  }

  @Test
  void authenticate_nonceInHand_countsItsUses() {
    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(200).answering(200);
    exchange("https://api.example/");

    assertThat(exchange("https://api.example/")).isEqualTo(200);

    assertThat(wire.sent()).hasSize(3);
    assertThat(sent(2, "nc")).isEqualTo("00000002");
    assertThat(sent(2, "cnonce")).isNotEqualTo(sent(1, "cnonce"));
  }

  @Test
  void onResponse_nextNonce_startsCountingAnew() {
    wire.answering(401, "WWW-Authenticate", CHALLENGE)
        .answering(200, "Authentication-Info", "rspauth=\"00\", nextnonce=\"n,2\"")
        .answering(200);
    exchange("https://api.example/");

    exchange("https://api.example/");

    assertThat(sent(2, "nonce")).isEqualTo("n,2");
    assertThat(sent(2, "nc")).isEqualTo("00000001");
  }

  @Test
  void onResponse_stale_retriesWithTheNewNonce() {
    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(200);
    exchange("https://api.example/");
    wire.answering(401, "WWW-Authenticate", STALE).answering(200);

    assertThat(exchange("https://api.example/")).isEqualTo(200);

    assertThat(sent(3, "nonce")).isEqualTo("n2");
    assertThat(sent(3, "nc")).isEqualTo("00000001");
  }

  @Test
  void onResponse_staleAgain_givesUp() {
    wire.answering(401, "WWW-Authenticate", CHALLENGE)
        .answering(401, "WWW-Authenticate", STALE)
        .answering(401, "WWW-Authenticate", STALE);

    assertThat(exchange("https://api.example/")).isEqualTo(401);
    assertThat(wire.scriptIsUsedUp()).isTrue();
  }

  @Test
  void onResponse_wrongPassword_isNotRetriedAndTheNonceIsForgotten() {
    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(401, "WWW-Authenticate", OTHER);

    assertThat(exchange("https://api.example/")).isEqualTo(401);
    assertThat(wire.sent()).hasSize(2);

    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(200);
    exchange("https://api.example/");
    assertThat(wire.header("Authorization").get(2)).isEmpty();
  }

  @Test
  void onResponse_passwordHasRotated_answersOnceMore() {
    ChallengeProbe rotating = probe(new RotatingSecret("old", "new"));
    wire.answering(401, "WWW-Authenticate", CHALLENGE)
        .answering(401, "WWW-Authenticate", OTHER)
        .answering(200);

    assertThat(wire.exchange(rotating, Wire.get("https://api.example/")).status()).isEqualTo(200);

    assertThat(sent(2, "nonce")).isEqualTo("n2");
  }

  @Test
  void onResponse_passwordNotReadYet_waitsForIt() {
    ChallengeProbe waiting = probe(new RotatingSecret(null, "new"));
    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(200);

    assertThat(wire.exchange(waiting, Wire.get("https://api.example/")).status()).isEqualTo(200);
  }

  @Test
  void onResponse_severalChallenges_answersTheFirstItCan() {
    wire.answering(
            401,
            "WWW-Authenticate",
            "Digest realm=\"r\", nonce=\"x\", algorithm=SHA-512-256, Basic realm=\"b\", "
                + "Digest realm=\"r\", nonce=\"y\", qop=\"auth-int\", "
                + "Digest realm=\"r\", nonce=\"z\", algorithm=SHA-256, qop=\"auth-int, auth\"")
        .answering(200);

    exchange("https://api.example");

    assertThat(sent(1, "nonce")).isEqualTo("z");
    assertThat(sent(1, "algorithm")).isEqualTo("SHA-256");
    assertThat(sent(1, "uri")).isEqualTo("/");
  }

  @Test
  void onResponse_nothingItCanAnswer_leavesTheResponseToTheCaller() {
    wire.answering(401, "WWW-Authenticate", "Basic realm=\"b\"");

    assertThat(exchange("https://api.example/")).isEqualTo(401);
  }

  @Test
  void authenticate_manyAtOnce_noCountIsUsedTwice() {
    wire.answering(401, "WWW-Authenticate", CHALLENGE).answering(200);
    exchange("https://api.example/");

    List<String> counts =
        IntStream.range(0, 500)
            .parallel()
            .mapToObj(i -> (Send) probe.authenticate(Wire.get("https://api.example/")))
            .map(send -> send.credentials().placements().get(0).value())
            .map(value -> parameter(value, "nc"))
            .toList();

    assertThat(counts).doesNotHaveDuplicates().hasSize(500);
  }

  private static ChallengeProbe probe(Secret password) {
    return new ChallengeProbe("user", password, TestContext.create());
  }

  private int exchange(String address) {
    return wire.exchange(probe, Wire.get(address)).status();
  }

  private String sent(int number, String parameter) {
    return parameter(wire.header("Authorization").get(number), parameter);
  }

  private static String parameter(String header, String name) {
    return Challenge.parse(List.of(header)).get(0).parameter(name).orElseThrow();
  }
}
