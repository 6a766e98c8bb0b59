package io.countersign.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.SecretCanary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens beside requests: a session is ended on close, and tried where somebody asks. */
class ClosingAndProbingTest {
  private static final String LOGIN =
      "in = \"header X\", login { url = \"https://login.example/in\", token = \"json /id\" }";
  private static final String LOGOUT =
      ", logout { method = DELETE, url = \"https://login.example/out\","
          + " headers { X-Subject = \"{{self}}\" }, json { session = \"{{self}}\", all = false } }";

  private final SecretCanary canary = new SecretCanary();
  private final String session = canary.watch("session", "session-0815");

  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  private final RecordingTransport calls =
      new RecordingTransport().json(200, "{\"id\": \"session-0815\"}");

  @Test
  void close_session_isEndedByItsOwnCall() {
    calls.json(204, "");
    Bench bench = new Bench(calls, LOGIN + LOGOUT);
    bench.get();
    bench.close();
    bench.close();

    assertThat(calls.calls()).hasSize(2);
    HttpCall logout = calls.calls().get(1);
    assertThat(logout.method()).isEqualTo("DELETE");
    assertThat(logout.uri()).hasToString("https://login.example/out");
    assertThat(logout.headers()).containsEntry("X-Subject", List.of(session));
    assertThat(StandardCharsets.UTF_8.decode(((Body.Bytes) logout.body()).content()).toString())
        .isEqualTo("{\"all\":false,\"session\":\"" + session + "\"}");
    assertThat(logs.messages(Level.WARNING)).isEmpty();
  }

  @Test
  void close_withoutSessionOrLogout_sendsNothing() {
    new Bench(calls, LOGIN + LOGOUT).close();
    assertThat(calls.calls()).isEmpty();

    Bench silent = new Bench(calls, LOGIN);
    silent.get();
    silent.close();
    assertThat(calls.calls()).hasSize(1);
  }

  @Test
  void close_sessionThatWasGiven_staysOpen() {
    Bench bench =
        new Bench(calls, LOGIN + LOGOUT + ", token = \"{{crm.t}}\"").secret("crm.t", session);
    bench.get();
    bench.close();
    assertThat(calls.calls()).isEmpty();
  }

  @Test
  void close_logoutRefused_isLoggedOnce() {
    calls.json(500, session);
    Bench bench = new Bench(calls, LOGIN + LOGOUT);
    bench.get();
    bench.close();

    assertThat(logs.messages(Level.WARNING))
        .containsExactly(
            "crm: its session may be open at the server still: the server answered 500");
  }

  @Test
  void close_logoutNotReached_isLoggedWithoutItsWords() {
    calls.fail(new IOException("did not reach " + session));
    Bench bench = new Bench(calls, LOGIN + LOGOUT);
    bench.get();
    bench.close();

    assertThat(logs.messages(Level.WARNING)).singleElement().asString().contains("not reached");
  }

  @Test
  @Timeout(20)
  void close_logoutNeverAnswered_takesFiveSeconds() {
    calls.then(call -> new CompletableFuture<>());
    Bench bench = new Bench(calls, LOGIN + LOGOUT);
    bench.get();
    long before = System.nanoTime();
    bench.close();

    assertThat((System.nanoTime() - before) / 1_000_000_000).isBetween(4L, 10L);
    assertThat(logs.messages(Level.WARNING)).singleElement().asString().contains("within 5 s");
  }

  @Test
  void close_interrupted_goesOnAtOnce() {
    calls.then(call -> new CompletableFuture<>());
    Bench bench = new Bench(calls, LOGIN + LOGOUT);
    bench.get();
    Thread.currentThread().interrupt();
    bench.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(logs.messages(Level.WARNING)).hasSize(1);
  }

  private static String probed(Bench bench) {
    try {
      return bench.authenticator().probing().orElseThrow().probe().toCompletableFuture().join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof AuthException refusal ? refusal : failed;
    }
  }

  @Test
  void probe_login_logsIn() {
    try (Bench bench = new Bench(calls, LOGIN)) {
      assertThat(probed(bench)).isEqualTo("logged in");
      assertThat(bench.get().header("X")).isEqualTo(session);
      assertThat(calls.calls()).hasSize(1);
    }
  }

  @Test
  void probe_loginRefused_failsUnderTheName() {
    RecordingTransport refusing = new RecordingTransport().json(401, "{}");
    try (Bench bench = new Bench(refusing, LOGIN)) {
      AuthException refusal = catchThrowableOfType(AuthException.class, () -> probed(bench));

      assertThat(refusal).hasMessageStartingWith("crm: the login");
    }
  }

  @Test
  void probe_validateUrl_isAskedWithTheSession() {
    calls.json(200, "{}");
    try (Bench bench = new Bench(calls, LOGIN + ", validate-url = \"https://login.example/me\"")) {
      assertThat(probed(bench)).isEqualTo("logged in, validate-url answered 200");
      assertThat(calls.calls().get(1).method()).isEqualTo("GET");
      assertThat(calls.calls().get(1).headers()).containsEntry("X", List.of(session));
    }
  }

  @Test
  void probe_sessionThatWasGivenAndIsOver_logsIn() {
    RecordingTransport api =
        new RecordingTransport()
            .json(401, "")
            .json(200, "{\"id\": \"session-0815\"}")
            .json(200, "");
    try (Bench bench =
        new Bench(
                api, LOGIN + ", token = \"{{crm.t}}\", validate-url = \"https://login.example/me\"")
            .secret("crm.t", "over")) {
      assertThat(probed(bench)).isEqualTo("logged in, validate-url answered 200");
    }
  }

  @Test
  void probe_sessionThatWasGiven_isValidatedOrNotTried() {
    RecordingTransport api = new RecordingTransport().json(200, "");
    String given = "in = \"header X\", token = \"{{crm.t}}\"";
    try (Bench bench = new Bench(api, given).secret("crm.t", session)) {
      assertThat(probed(bench)).isEqualTo("has a session, not tried");
    }
    try (Bench bench =
        new Bench(api, given + ", validate-url = \"https://login.example/me\"")
            .secret("crm.t", session)) {
      assertThat(probed(bench)).isEqualTo("has a session, validate-url answered 200");
    }
  }

  @Test
  void probe_validateUrlSaysNo_isRefusedOrMayPass() {
    assertThat(validated(403).category()).isEqualTo(Category.REFUSED);
    assertThat(validated(503).category()).isEqualTo(Category.TRANSIENT);
    assertThat(validated(401))
        .hasMessageContaining("the session of the setting token is refused")
        .extracting(AuthException::category)
        .isEqualTo(Category.REAUTHORIZATION_REQUIRED);
  }

  private AuthException validated(int status) {
    RecordingTransport api = new RecordingTransport().json(status, session);
    try (Bench bench =
        new Bench(
                api,
                "in = \"header X\", token = \"{{crm.t}}\","
                    + " validate-url = \"https://login.example/me\"")
            .secret("crm.t", session)) {
      AuthException refusal = catchThrowableOfType(AuthException.class, () -> probed(bench));
      canary.assertAbsentFrom(refusal);
      return refusal;
    }
  }

  @Test
  void probing_typeThatObtainsNothing_isEmpty() {
    try (Bench bench = new Bench(calls, LOGIN)) {
      assertThat(bench.authenticator().probing()).isPresent();
      assertThat(io.countersign.Authenticator.none().probing()).isEmpty();
    }
  }
}
