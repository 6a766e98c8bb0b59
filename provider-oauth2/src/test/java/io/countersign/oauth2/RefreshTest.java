package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.CallFailure;
import io.countersign.spi.HttpCall;
import io.countersign.spi.TokenStore;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh tokens that are good for one use are never lost, and never sent twice in doubt. */
class RefreshTest {
  private static final String BY_POST =
      Bench.REFRESH + "client-authentication = client_secret_post, ";
  private static final Duration A_MINUTE = Duration.ofSeconds(61);

  private final Bench bench = new Bench();
  private final RecordingStore store = new RecordingStore(true);

  @RegisterExtension final LogWatch logs = new LogWatch(bench.canary);

  RefreshTest() {
    bench.keeping(store);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** Answers the next call with tokens whose names the canary knows. */
  private void gives(String access, String refresh) {
    bench.endpoint.json(200, reply(access, refresh));
  }

  private String reply(String access, String refresh) {
    return "{\"access_token\":\""
        + bench.canary.watch(access, "access-" + access)
        + "\",\"refresh_token\":\""
        + bench.canary.watch(refresh, "refresh-" + refresh)
        + "\",\"expires_in\":60}";
  }

  private String refreshTokenOf(int call) {
    return Rows.text(bench.endpoint.calls().get(call)).replaceAll(".*&refresh_token=", "");
  }

  private Authenticator afterOneRotation() throws Exception {
    gives("one", "second");
    Authenticator authenticator = bench.authenticator(BY_POST);
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer access-one");
    bench.time.advance(A_MINUTE);
    return authenticator;
  }

  private void passes(AuthException failure, String message) {
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.category()).isEqualTo(Category.TRANSIENT);
    bench.time.advance(A_MINUTE);
  }

  private void needsAPerson(AuthException failure, String message) {
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
    bench.time.advance(A_MINUTE);
  }

  @Test
  void renew_rotation_isStoredBeforeTheAccessTokenIsUsed() throws Exception {
    List<String> order = new ArrayList<>();
    bench.endpoint.then(call -> {
      order.add("call, " + store.written.size() + " written");
      return CompletableFuture.completedFuture(
          RecordingTransport.reply(200, "application/json", reply("one", "second")));
    });
    bench.hearing(event -> order.add(event.kind() + ", " + store.written.size() + " written"));

    Bench.sent(bench.authenticator(BY_POST));

    assertThat(order)
        .containsExactly("call, 0 written", "ROTATED, 1 written", "OBTAINED, 1 written");
    assertThat(store.only()).contains("refresh-second", "access-one");
    assertThat(store.entries.keySet())
        .allSatisfy(key -> {
          assertThat(key.kind()).isEqualTo("refresh-token");
          assertThat(key.fingerprint()).matches("[0-9a-f]{24}");
        });
    bench.canary.assertAbsentFrom(store.entries.keySet());
  }

  @Test
  void renew_afterARestart_usesTheRotatedTokenAndWhatCameWithTheAccessToken() throws Exception {
    String block =
        BY_POST
            + "value = \"{{reply:/token_type}} {{self}}\", response.attributes { url = /instance }";
    bench.endpoint.json(
        200,
        "{\"access_token\":\"one\",\"refresh_token\":\"second\",\"expires_in\":60,"
            + "\"token_type\":\"Odd\",\"instance\":\"https://eu.example\"}");
    Bench.sent(bench.authenticator(block));
    bench.time.advance(Duration.ofSeconds(30));
    Authenticator restarted = bench.authenticator(block);

    assertThat(Bench.sent(restarted)).isEqualTo("Odd one");
    assertThat(restarted.attributes().toCompletableFuture().join())
        .containsOnly(java.util.Map.entry("url", "https://eu.example"));
    assertThat(bench.endpoint.calls()).hasSize(1);

    bench.time.advance(Duration.ofSeconds(31));
    gives("two", "third");
    Bench.sent(restarted);
    assertThat(refreshTokenOf(1)).isEqualTo("second");
  }

  @Test
  void renew_clockSetForward_asksAgainAndSetBack_isNoLongerLife() throws Exception {
    gives("one", "second");
    Bench.sent(bench.authenticator(BY_POST));
    bench.time.setWallClockBy(Duration.ofHours(-1));
    Authenticator behind = bench.authenticator(BY_POST);
    assertThat(Bench.sent(behind)).isEqualTo("Bearer access-one");
    bench.time.advance(A_MINUTE);
    gives("two", "third");
    assertThat(Bench.sent(behind)).isEqualTo("Bearer access-two");

    bench.time.setWallClockBy(Duration.ofHours(2));
    assertThat(Bench.sent(behind)).isEqualTo("Bearer access-two");
    gives("three", "fourth");
    assertThat(Bench.sent(bench.authenticator(BY_POST))).isEqualTo("Bearer access-three");
  }

  @Test
  void renew_anotherProcessDidIt_takesItsTokenWithoutACall() throws Exception {
    gives("one", "second");
    Authenticator mine = bench.authenticator(BY_POST);
    Authenticator other = bench.authenticator(BY_POST);
    Bench.sent(mine);
    Bench.sent(other);
    bench.time.advance(A_MINUTE);
    gives("two", "third");

    assertThat(Bench.sent(other)).isEqualTo("Bearer access-two");
    assertThat(Bench.sent(mine)).isEqualTo("Bearer access-two");
    assertThat(bench.endpoint.calls()).hasSize(2);
  }

  @Test
  void refused_tokenOfTheStore_isRenewedOnceForAllProcesses() throws Exception {
    gives("one", "second");
    Authenticator mine = bench.authenticator(BY_POST);
    Authenticator other = bench.authenticator(BY_POST);
    Bench.sent(mine);
    Bench.sent(other);
    gives("two", "third");

    assertThat(Bench.sent(mine, 401, 200)).isEqualTo("Bearer access-two");
    assertThat(Bench.sent(other, 401, 200)).isEqualTo("Bearer access-two");
    assertThat(bench.endpoint.calls()).hasSize(2);
  }

  @Test
  void renew_otherFirstToken_winsOverWhatIsKept() throws Exception {
    Authenticator authenticator = afterOneRotation();
    bench.endpoint.json(400, "{\"error\":\"invalid_grant\"}");
    needsAPerson(bench.failure(authenticator), "invalid_grant");
    needsAPerson(bench.failure(authenticator), "invalid_grant");
    assertThat(bench.endpoint.calls()).hasSize(2);

    bench.secrets.put("k.refresh", bench.canary.secret("again"));
    gives("two", "third");

    assertThat(Bench.sent(bench.authenticator(BY_POST))).isEqualTo("Bearer access-two");
    assertThat(refreshTokenOf(2)).startsWith("canary%2Fagain");
    assertThat(store.entries).hasSize(2);
  }

  @Test
  void renew_otherClient_isAnotherEntry() throws Exception {
    gives("one", "second");
    Bench.sent(bench.authenticator(BY_POST));
    gives("two", "third");
    Bench.sent(bench.authenticator(BY_POST + "client-id = other"));

    assertThat(store.entries).hasSize(2);
    assertThat(refreshTokenOf(1)).startsWith("canary%2Frefresh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope = [a]",
        "audience = \"https://other.example\"",
        "resource = [\"https://other.example\"]",
        "request.parameters { tenant = other }",
        "response.attributes { url = /instance_url }",
      })
  void renew_askedForOtherwiseAfterARestart_goesOnWithTheGrantAndNotWithTheToken(String line)
      throws Exception {
    gives("one", "second");
    Bench.sent(bench.authenticator(BY_POST));
    gives("two", "third");

    assertThat(Bench.sent(bench.authenticator(BY_POST + line))).isEqualTo("Bearer access-two");
    assertThat(refreshTokenOf(1)).startsWith("refresh-second");
    assertThat(store.entries).hasSize(1);
  }

  @Test
  void renew_storeHasRoomAgainWhenItEnds_keepsWhatItDidNotTake() throws Exception {
    Countersign engine = bench.start(BY_POST);
    store.takes = false;
    gives("one", "second");
    assertThat(Bench.sent(engine.authenticator("row"))).isEqualTo("Bearer access-one");
    store.takes = true;

    engine.close();

    assertThat(store.only()).contains("refresh-second");
  }

  @Test
  void renew_executorOfOneThread_isNotWhatTheCallWaitsFor() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (Countersign engine =
        Countersign.builder()
            .environment(java.util.Map.of())
            .executor(one)
            .transport(call ->
                CompletableFuture.supplyAsync(
                    () -> RecordingTransport.reply(200, "application/json", reply("one", "second")),
                    one))
            .resolver(bench.secrets)
            .of(
                ConfigFactory.parseString(
                    "countersign { secrets.priority = [map], authenticators.row { "
                        + BY_POST
                        + " } }"))) {
      assertThat(Bench.sent(engine.authenticator("row"))).isEqualTo("Bearer access-one");
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void renew_noAnswerFromOneThatRotates_isNeverSentAgain() throws Exception {
    Authenticator authenticator = afterOneRotation();
    bench.endpoint.fail(new CallFailure("no reply within 10000 ms", true));

    needsAPerson(bench.failure(authenticator), "was sent without an answer being read");
    needsAPerson(bench.failure(authenticator), "was sent without an answer being read");
    needsAPerson(bench.failure(bench.authenticator(BY_POST)), "authorize again, and replace");
    assertThat(bench.endpoint.calls()).hasSize(2);

    bench.secrets.put("k.refresh", bench.canary.secret("again"));
    gives("two", "third");
    assertThat(Bench.sent(bench.authenticator(BY_POST))).isEqualTo("Bearer access-two");
  }

  @Test
  void renew_nothingWasSent_isSentAgain() throws Exception {
    Authenticator authenticator = afterOneRotation();
    bench.endpoint.fail(new ConnectException("not reached"));
    passes(bench.failure(authenticator), "row: not reached");
    gives("two", "third");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer access-two");
    assertThat(refreshTokenOf(2)).isEqualTo("refresh-second");
  }

  @Test
  void renew_exceptionWithoutAMessage_isOneThatMayHaveArrived() throws Exception {
    Authenticator authenticator = afterOneRotation();
    bench.endpoint.fail(new java.nio.channels.ClosedChannelException());

    needsAPerson(bench.failure(authenticator), "was sent without an answer being read");
  }

  @Test
  void renew_noAnswerFromOneThatWasNotSeenToRotate_isSentAgain() throws Exception {
    bench.endpoint.fail(new CallFailure("no reply within 10000 ms", true));
    Authenticator authenticator = bench.authenticator(BY_POST);
    passes(bench.failure(authenticator), "row: no reply within 10000 ms");
    gives("one", "second");

    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer access-one");
  }

  @Test
  void renew_refusalOrOutage_leavesWhatIsKeptAsItWas() throws Exception {
    Authenticator authenticator = afterOneRotation();
    String kept = store.only();
    bench.endpoint.json(503, "");
    passes(bench.failure(authenticator), "answered 503");
    bench.endpoint.json(401, "{\"error\":\"invalid_client\",\"refresh_token\":\"evil\"}");
    assertThat(bench.failure(authenticator).category()).isEqualTo(Category.REFUSED);

    assertThat(store.only()).isEqualTo(kept);
  }

  @Test
  void renew_storeThatDoesNotTakeIt_goesOnWithWhatIsInMemory() throws Exception {
    store.takes = false;
    Authenticator authenticator = afterOneRotation();
    gives("two", "third");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer access-two");
    assertThat(refreshTokenOf(1)).isEqualTo("refresh-second");
    assertThat(logs.messages(Level.WARNING))
        .containsExactly(
            "row: TokenStore[of the test] does not take its tokens (FileSystemException,"
                + " /var/tokens/row: No space left on device); they are in memory alone, and a"
                + " refresh token that the server replaces is lost when this process ends");

    store.takes = true;
    bench.time.advance(A_MINUTE);
    gives("three", "fourth");
    assertThat(Bench.sent(authenticator)).isEqualTo("Bearer access-three");
    assertThat(refreshTokenOf(2)).isEqualTo("refresh-third");
    assertThat(store.only()).contains("refresh-fourth");
  }

  @Test
  void renew_storeThatDoesNotTakeADoubt_isNotSentAgainEither() throws Exception {
    Authenticator authenticator = afterOneRotation();
    store.takes = false;
    bench.endpoint.fail(new CallFailure("no reply", true));
    needsAPerson(bench.failure(authenticator), "was sent without an answer being read");
    needsAPerson(bench.failure(authenticator), "was sent without an answer being read");

    assertThat(bench.endpoint.calls()).hasSize(2);
  }

  @Test
  void renew_storeThatCannotBeRead_sendsNothing() throws Exception {
    Authenticator authenticator = afterOneRotation();
    store.reads = false;

    passes(
        bench.failure(authenticator),
        "row: TokenStore[of the test] cannot be used, so nothing was sent: FileSystemException,"
            + " /var/tokens/row: Permission denied; look at countersign.tokens");
    assertThat(bench.endpoint.calls()).hasSize(1);
  }

  @Test
  void renew_damagedEntry_needsAPerson() throws Exception {
    for (String damaged :
        List.of(
            "",
            "{",
            "[]",
            "{\"refresh_token\":\"x\"}",
            store(", \"access\":{}"),
            store(", \"access\":7"))) {
      Authenticator authenticator = afterOneRotation();
      store.entries.replaceAll((key, text) -> damaged);
      needsAPerson(
          bench.failure(authenticator),
          "row: what was kept of its tokens is damaged; authorize again, and replace refresh-token");
      store.entries.clear();
    }
  }

  private static String store(String more) {
    return "{\"refresh_token\":\"x\",\"rotates\":true,\"in_doubt\":false" + more + "}";
  }

  @Test
  void renew_inMemory_warnsOnceThatARestartForgets() throws Exception {
    bench.keeping(TokenStore.memory());
    Authenticator authenticator = afterOneRotation();
    gives("two", "third");
    Bench.sent(authenticator);

    assertThat(logs.messages(Level.WARNING))
        .containsExactly(
            "row: the server replaces its refresh token, and what it gave is forgotten when this"
                + " process ends; say countersign.tokens { store = file, path = … }");
    assertThat(bench.kinds())
        .containsExactly(Kind.ROTATED, Kind.OBTAINED, Kind.ROTATED, Kind.RENEWED);
  }

  @Test
  void renew_serverThatDoesNotRotate_warnsOfNothing() throws Exception {
    bench.keeping(TokenStore.memory());
    bench.endpoint.json(200, "{\"access_token\":\"one\",\"expires_in\":60}");
    Bench.sent(bench.authenticator(BY_POST));

    assertThat(logs.messages(Level.INFO)).isEmpty();
    assertThat(bench.kinds()).containsExactly(Kind.OBTAINED);
  }

  @Test
  void renew_tokenThatEndsWithTheProcess_isNotKeptForAnother() throws Exception {
    String block = BY_POST + "revoke-on-close = true, revocation-url = \"https://as.example/r\"";
    gives("one", "second");
    bench.endpoint.json(200, "");
    try (Countersign engine = bench.start(block)) {
      Bench.sent(engine.authenticator("row"));
    }

    assertThat(store.only()).contains("refresh-second").doesNotContain("access-one");
    HttpCall revocation = bench.endpoint.calls().get(1);
    assertThat(revocation.uri()).hasToString("https://as.example/r");
    assertThat(Rows.text(revocation))
        .startsWith("token=access-one&token_type_hint=access_token&client_id=");
    gives("two", "third");
    Bench.sent(bench.authenticator(block));
    assertThat(refreshTokenOf(2)).isEqualTo("refresh-second");
    bench.endpoint.json(200, "");
  }

  @Test
  void close_whileItIsRenewed_waitsForTheAnswer() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    bench.endpoint.then(call -> {
      asked.countDown();
      return CompletableFuture.supplyAsync(() -> {
        await(answers);
        return RecordingTransport.reply(200, "application/json", reply("one", "second"));
      });
    });
    Countersign engine = bench.start(BY_POST);
    CompletableFuture<String> request =
        CompletableFuture.supplyAsync(() -> {
          try {
            return Bench.sent(engine.authenticator("row"));
          } catch (Exception failed) {
            throw new AssertionError(failed);
          }
        });
    await(asked);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(engine::close);
    assertThat(closing).isNotDone();
    answers.countDown();

    closing.get(20, TimeUnit.SECONDS);
    assertThat(request.get(20, TimeUnit.SECONDS)).isEqualTo("Bearer access-one");
    assertThat(store.only()).contains("refresh-second");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException ended) {
      throw new AssertionError(ended);
    }
  }

  @Test
  void shown_whatIsKept_showsNoToken() {
    KeptTokens kept =
        KeptTokens.unused("refresh-shown")
            .with(
                Token.of("access-shown", java.util.Optional.of(A_MINUTE), java.util.Map.of()),
                bench.time.instant(),
                "asked");

    assertThat(kept.toString() + kept.access().orElseThrow()).doesNotContain("shown");
    assertThat(KeptTokens.read(kept.json())).isEqualTo(kept);
  }
}
