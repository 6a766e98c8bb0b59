package io.countersign.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.RecordingTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What follows when the API refuses a session, or the login a password. */
class RefusalTest {
  private static final String LOGIN =
      "login { url = \"https://login.example/in\", token = \"json /id\","
          + " form { p = \"{{crm.p}}\" } }, in = \"header X\"";

  private final RecordingTransport calls = new RecordingTransport();

  private static String session(String id) {
    return "{\"id\": \"" + id + "\"}";
  }

  @Test
  void session_refused_isRenewedOnceAndTheRequestSentAgain() {
    calls.json(200, session("s1")).json(200, session("s2"));
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "pw")) {
      bench.get();
      Bench.Answered answered =
          bench.send("POST", request -> request.headers().get("X").contains("s2") ? 200 : 401);

      assertThat(answered.status()).isEqualTo(200);
      assertThat(calls.calls()).hasSize(2);
    }
  }

  @Test
  void session_refusedWhateverItIs_isGivenToTheCaller() {
    calls.json(200, session("s1")).json(200, session("s2"));
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "pw")) {
      assertThat(bench.send("GET", request -> 401).status()).isEqualTo(401);
      assertThat(calls.calls()).hasSize(2);
      assertThat(calls.left()).isZero();
    }
  }

  @Test
  void session_64Refusals_areOneLogin() throws Exception {
    calls.json(200, session("s1")).json(200, session("s2"));
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "pw")) {
      bench.get();
      CountDownLatch all = new CountDownLatch(64);
      List<CompletableFuture<Bench.Answered>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        answers.add(
            CompletableFuture.supplyAsync(
                () ->
                    bench.send(
                        "GET",
                        request -> {
                          if (request.headers().get("X").contains("s2")) {
                            return 200;
                          }
                          await(all);
                          return 401;
                        }),
                threads));
      }
      for (CompletableFuture<Bench.Answered> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
      assertThat(calls.calls()).hasSize(2);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch all) {
    all.countDown();
    try {
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException over) {
      throw new AssertionError(over);
    }
  }

  @Test
  void renewOn_status_isARefusal() {
    calls.json(200, session("s1")).json(200, session("s2"));
    try (Bench bench = new Bench(calls, LOGIN + ", renew-on = [403, 440]").secret("crm.p", "pw")) {
      Bench.Answered answered =
          bench.send("GET", request -> request.headers().get("X").contains("s2") ? 200 : 440);

      assertThat(answered.status()).isEqualTo(200);
      assertThat(calls.calls()).hasSize(2);
    }
  }

  @Test
  void renewOn_statusOfAPost_isGivenToTheCallerAndTheNextRequestHasAnother() {
    calls.json(200, session("s1")).json(200, session("s2"));
    try (Bench bench = new Bench(calls, LOGIN + ", renew-on = 403").secret("crm.p", "pw")) {
      assertThat(bench.send("POST", request -> 403).status()).isEqualTo(403);
      assertThat(bench.get().header("X")).isEqualTo("s2");
    }
  }

  @Test
  void renewOn_notWritten_is401Alone() {
    calls.json(200, session("s1"));
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "pw")) {
      assertThat(bench.send("GET", request -> 403).status()).isEqualTo(403);
      assertThat(calls.calls()).hasSize(1);
    }
  }

  @Test
  void login_refused_isNotTriedAgainWithTheSameSecrets() {
    calls.json(401, "{}");
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "pw")) {
      for (int i = 0; i < 5; i++) {
        AuthException refusal = catchThrowableOfType(AuthException.class, bench::get);

        assertThat(refusal.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
        assertThat(refusal)
            .hasMessageContaining("crm: the login, POST https://login.example/in, was answered 401")
            .hasMessageContaining("the same is not sent again");
        bench.time.advance(Duration.ofHours(1));
      }
      assertThat(calls.calls()).hasSize(1);
      assertThat(bench.secrets.batches()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void login_refusedBeforeTheSecretChanged_isTriedAgainAtOnce() {
    calls
        .then(call -> {
          return CompletableFuture.completedFuture(RecordingTransport.reply(401, "a/b", ""));
        })
        .json(200, session("s1"));
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "old")) {
      bench.countersign.ready();
      bench.secret("crm.p", "new");

      assertThat(bench.get().header("X")).isEqualTo("s1");
      assertThat(calls.calls()).hasSize(2);
    }
  }

  @Test
  void login_refusedWithAChangedSecretToo_isOneCallForEachSecret() {
    calls.json(401, "{}").json(401, "{}").json(200, session("s1"));
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "old")) {
      bench.countersign.ready();
      bench.secret("crm.p", "new");
      for (int i = 0; i < 3; i++) {
        assertThat(catchThrowableOfType(AuthException.class, bench::get)).isNotNull();
        bench.time.advance(Duration.ofMinutes(1));
      }
      assertThat(calls.calls()).hasSize(2);
    }
  }

  @Test
  void login_refusedForTheNestedPassword_isTriedAgainWhenThatChanged() {
    calls.json(401, "{}").json(200, session("s1"));
    try (Bench bench =
        new Bench(
                calls,
                "in = \"header X\", login { url = \"https://login.example/in\", token = \"json /id\","
                    + " authenticator { type = http-basic, username = u,"
                    + " password = \"{{crm.p}}\" } }")
            .secret("crm.p", "old")) {
      assertThat(catchThrowableOfType(AuthException.class, bench::get).category())
          .isEqualTo(Category.REAUTHORIZATION_REQUIRED);
      assertThat(catchThrowableOfType(AuthException.class, bench::get)).isNotNull();
      assertThat(calls.calls()).hasSize(1);

      bench.secret("crm.p", "new");
      bench.time.advance(Duration.ofHours(1));
      assertThat(eventually(bench)).isEqualTo("s1");
      assertThat(calls.calls()).hasSize(2);
    }
  }

  /** The secret is read again in the background, for whoever asks next. */
  private static String eventually(Bench bench) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        return bench.get().header("X");
      } catch (AuthException stillOver) {
        if (System.nanoTime() > end) {
          throw stillOver;
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void failedOn_textInAGoodReply_isARefusal() {
    calls.json(200, "Fails.");
    try (Bench bench =
        new Bench(
                calls,
                "in = \"cookie SID\", login { url = \"https://login.example/in\","
                    + " token = \"cookie SID\", failed-on = \"Fails.\", form { p = \"{{crm.p}}\" } }")
            .secret("crm.p", "pw")) {
      AuthException refusal = catchThrowableOfType(AuthException.class, bench::get);

      assertThat(refusal.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
      assertThat(refusal).hasMessageContaining("was answered 200 and what login.failed-on says");
      assertThat(catchThrowableOfType(AuthException.class, bench::get)).isNotNull();
      assertThat(calls.calls()).hasSize(1);
    }
  }

  @Test
  void token_given_isUsedFirstAndThenTheLogin() {
    calls.json(200, session("s1"));
    try (Bench bench =
        new Bench(calls, LOGIN + ", token = \"{{crm.t}}\"")
            .secret("crm.p", "pw")
            .secret("crm.t", "given")) {
      assertThat(bench.get().header("X")).isEqualTo("given");
      assertThat(calls.calls()).isEmpty();

      Bench.Answered answered =
          bench.send("GET", request -> request.headers().get("X").contains("s1") ? 200 : 401);
      assertThat(answered.status()).isEqualTo(200);
      assertThat(bench.get().header("X")).isEqualTo("s1");
      assertThat(calls.calls()).hasSize(1);
    }
  }

  @Test
  void token_changedWhenRefused_isUsedInPlaceOfALogin() {
    try (Bench bench =
        new Bench(calls, LOGIN + ", token = \"{{crm.t}}\"")
            .secret("crm.p", "pw")
            .secret("crm.t", "old")) {
      bench.get();
      bench.secret("crm.t", "new");

      assertThat(
              bench
                  .send("GET", request -> request.headers().get("X").contains("new") ? 200 : 401)
                  .status())
          .isEqualTo(200);
      assertThat(calls.calls()).isEmpty();
    }
  }

  @Test
  void token_refusedWithoutLogin_saysToReplaceIt() {
    try (Bench bench =
        new Bench(calls, "in = \"header X\", token = \"{{crm.t}}\"").secret("crm.t", "given")) {
      AuthException refusal =
          catchThrowableOfType(AuthException.class, () -> bench.send("GET", request -> 401));

      assertThat(refusal.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
      assertThat(refusal).hasMessageContaining("crm: the session of the setting token is refused");
      assertThat(bench.get().header("X")).isEqualTo("given");

      bench.secret("crm.t", "other");
      bench.time.advance(Duration.ofMinutes(2));
      assertThat(
              bench
                  .send("GET", request -> request.headers().get("X").contains("other") ? 200 : 401)
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void onOutage_fail_saysWhenItIsWorthTryingAgain() {
    calls.json(503, "").json(200, session("s1"));
    try (Bench bench = new Bench(calls, LOGIN).secret("crm.p", "pw")) {
      AuthException first = catchThrowableOfType(AuthException.class, bench::get);
      AuthException second = catchThrowableOfType(AuthException.class, bench::get);

      assertThat(first.category()).isEqualTo(Category.TRANSIENT);
      assertThat(second.retryAfter()).isNotEqualTo(Optional.empty());
      assertThat(calls.calls()).hasSize(1);
      bench.time.advance(Duration.ofSeconds(2));
      assertThat(bench.get().header("X")).isEqualTo("s1");
    }
  }

  @Test
  void onOutage_wait_waitsForALoginThatSucceeds() {
    calls.json(503, "");
    try (Bench bench = new Bench(calls, LOGIN + ", on-outage = wait").secret("crm.p", "pw")) {
      calls.then(call ->
          CompletableFuture.completedFuture(
              RecordingTransport.reply(200, "application/json", session("s1"))));
      CompletableFuture<Bench.Answered> waiting = CompletableFuture.supplyAsync(bench::get);
      while (!waiting.isDone()) {
        bench.time.advance(Duration.ofMillis(100));
        Thread.onSpinWait();
      }
      assertThat(waiting.join().header("X")).isEqualTo("s1");
    }
  }
}
