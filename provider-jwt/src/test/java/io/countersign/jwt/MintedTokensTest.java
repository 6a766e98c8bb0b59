package io.countersign.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.testkit.LogWatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One token for each validity window; another when its key changes, or when it is refused. */
class MintedTokensTest {
  private static final String WITH_ID = Bench.BLOCK + "stamps = [exp, iat, jti]";

  private final Bench bench = new Bench();
  @RegisterExtension final LogWatch logs = new LogWatch(bench.canary);

  @AfterEach
  void end() {
    bench.close();
  }

  private static Config key(String name) throws IOException {
    return Vectors.of("keys.json", "keys", name);
  }

  private static Instant end(String token) throws Exception {
    return Instant.ofEpochSecond(((Number) Bench.claims(token).get("exp")).longValue());
  }

  @Test
  void token_manyRequests_isOne() throws Exception {
    Authenticator authenticator = bench.authenticator(WITH_ID);
    Set<String> tokens = new TreeSet<>();
    for (int i = 0; i < 6; i++) {
      tokens.add(Bench.token(authenticator));
    }
    assertThat(tokens).hasSize(1);
    assertThat(bench.events).containsExactly(Kind.OBTAINED);
  }

  @Test
  void token_manyThreads_isOne() throws Exception {
    Authenticator authenticator = bench.authenticator(WITH_ID);
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      Callable<String> ask = () -> Bench.token(authenticator);
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        asked.add(pool.submit(ask));
      }
      Set<String> tokens = new TreeSet<>();
      for (Future<String> token : asked) {
        tokens.add(token.get());
      }
      assertThat(tokens).hasSize(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void token_everyMoment_isGoodAndNewInTime() throws Exception {
    Authenticator authenticator = bench.authenticator(WITH_ID + ", lifetime = 100 s");
    bench.time.advance(Duration.ofMillis(900)); // exp counts whole seconds, from before this
    Set<String> tokens = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      String token = Bench.token(authenticator);
      assertThat(end(token)).isAfter(bench.time.instant());
      tokens.add(token);
      bench.time.advance(Duration.ofSeconds(1));
    }
    assertThat(tokens).hasSizeBetween(11, 15);
  }

  @Test
  void token_afterALongPause_isNew() throws Exception {
    Authenticator authenticator = bench.authenticator(WITH_ID + ", lifetime = 100 s");
    String before = Bench.token(authenticator);
    bench.time.advance(Duration.ofSeconds(100));
    assertThat(Bench.token(authenticator)).isNotEqualTo(before);
  }

  @Test
  void token_withoutExp_isNewAfterItsLifetimeToo() throws Exception {
    Authenticator authenticator =
        bench.authenticator(Bench.BLOCK + "stamps = [jti], lifetime = 100 s");
    String before = Bench.token(authenticator);
    bench.time.advance(Duration.ofSeconds(70));
    assertThat(Bench.token(authenticator)).isEqualTo(before);
    bench.time.advance(Duration.ofSeconds(31));
    assertThat(Bench.token(authenticator)).isNotEqualTo(before);
  }

  @Test
  void refused_keyHasChanged_nextIsSignedWithTheNewOne() throws Exception {
    String block = WITH_ID + ", algorithm = RS256";
    bench.secret("key", key("PKCS#8").getString("key"));
    Authenticator authenticator = bench.authenticator(block);
    assertThat(Oracle.verifies(Bench.token(authenticator), key("PKCS#8").getString("public")))
        .isTrue();

    bench.secret("key", key("another RSA key").getString("key"));
    String token = Bench.token(authenticator, 401, 200);

    assertThat(Oracle.verifies(token, key("another RSA key").getString("public"))).isTrue();
    assertThat(bench.events).contains(Kind.ROTATED);
  }

  @Test
  void used_keyHasChanged_isReadAgainAfterTtlWithoutARefusal() throws Exception {
    Authenticator authenticator = bench.authenticator(WITH_ID);
    String before = Bench.token(authenticator);
    bench.secret("key", "canary-another-secret-of-more-than-32-bytes");
    bench.time.advance(Duration.ofSeconds(61));
    assertThat(Bench.token(authenticator)).isEqualTo(before); // this one looks at the clock

    assertThat(Bench.token(authenticator)).isNotEqualTo(before);
  }

  @Test
  void refused_nothingHasChanged_isMintedAnewOnceAndNotAgain() throws Exception {
    Authenticator authenticator = bench.authenticator(WITH_ID);
    String before = Bench.token(authenticator);
    String after = Bench.token(authenticator, 401, 401);
    assertThat(after).isNotEqualTo(before);
    assertThat(Bench.sent(authenticator, 401)).hasSize(1);
  }

  @Test
  void refused_sameTextAgain_isNotSentAgain() throws Exception {
    Authenticator authenticator = bench.authenticator(Bench.BLOCK); // iat is of the same second
    assertThat(Bench.token(authenticator)).isNotEmpty();
    assertThat(Bench.sent(authenticator, 401)).hasSize(1);
  }

  @Test
  void changedKey_ofNoUse_leavesTheOneBefore() throws Exception {
    Authenticator authenticator = bench.authenticator(WITH_ID);
    String before = Bench.token(authenticator);
    bench.secret("key", "canary-5");
    bench.time.advance(Duration.ofSeconds(61));
    assertThat(Bench.token(authenticator)).isEqualTo(before);
    for (int i = 0; i < 3; i++) {
      assertThat(Bench.token(authenticator)).isEqualTo(before);
    }
    bench.time.advance(Duration.ofMinutes(30));
    assertThat(Bench.token(authenticator)).isNotEqualTo(before);
    assertThat(logs.messages(Level.WARNING))
        .singleElement()
        .asString()
        .contains(
            "row", "HS256 needs a secret of 32 bytes at least", "what was there before goes on");

    AuthException refused =
        catchThrowableOfType(AuthException.class, () -> Bench.sent(authenticator, 401));
    assertThat(refused)
        .hasMessageContaining("row: signing-key cannot be used: HS256 needs a secret of 32 bytes");
    bench.canary.assertAbsentFrom(refused);
  }

  @Test
  void changedKeyAndPassphrase_oneAfterTheOther_neverFail() throws Exception {
    Config encrypted = key("PBES2, AES-128");
    Config other = key("another RSA key, encrypted");
    bench.secret("key", encrypted.getString("key")).secret("passphrase", "correct-horse");
    Authenticator authenticator =
        bench.authenticator(WITH_ID + ", algorithm = RS256, passphrase = \"{{k.passphrase}}\"");
    String before = Bench.token(authenticator);

    bench.secret("passphrase", "another-horse");
    bench.time.advance(Duration.ofSeconds(61));
    assertThat(Bench.token(authenticator)).isEqualTo(before);
    assertThat(Bench.token(authenticator)).isEqualTo(before);
    bench.secret("key", other.getString("key"));
    bench.time.advance(Duration.ofSeconds(61));
    assertThat(Bench.token(authenticator)).isEqualTo(before);

    assertThat(Oracle.verifies(Bench.token(authenticator), other.getString("public"))).isTrue();
    assertThat(Bench.token(authenticator)).isNotEqualTo(before);
  }

  @Test
  void changedClaim_isInTheNextToken() throws Exception {
    bench.secret("user", "amelie-of-before");
    Authenticator authenticator = bench.authenticator(Bench.BLOCK + "claims.sub = \"{{k.user}}\"");
    assertThat(Bench.claims(Bench.token(authenticator))).containsEntry("sub", "amelie-of-before");
    bench.secret("user", "amelie-of-after");
    assertThat(Bench.claims(Bench.token(authenticator, 401, 200)))
        .containsEntry("sub", "amelie-of-after");
  }

  @Test
  void wallClock_isSetBack_tokenGoesOnAndA401MendsIt() throws Exception {
    Authenticator authenticator = bench.authenticator(Bench.BLOCK);
    String before = Bench.token(authenticator);
    bench.time.setWallClockBy(Duration.ofHours(-1));
    assertThat(Bench.token(authenticator)).isEqualTo(before);
    String after = Bench.token(authenticator, 401, 200);
    assertThat(end(after)).isEqualTo(end(before).minus(Duration.ofHours(1)));
  }
}
