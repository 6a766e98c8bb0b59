package io.countersign.spi;

import static io.countersign.spi.Script.failure;
import static io.countersign.spi.Script.get;
import static io.countersign.spi.Script.request;
import static io.countersign.spi.Script.sent;
import static io.countersign.spi.Script.settled;
import static io.countersign.spi.Script.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.internal.BoundAuthenticator;
import io.countersign.internal.OriginRules;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuthExchangeTest {
  private static final String API = "https://api.acme.com/v1";
  private static final Credentials OLD = Credentials.header("X-Key", "old");
  private static final Credentials NEW = Credentials.header("X-Key", "new");

  private static AuthExchange exchange(Authenticator authenticator, AuthRequest request) {
    return AuthExchange.of(authenticator, request, RequestBody.inHand(), true);
  }

  private static AuthExchange withBody(Authenticator by, String method, RequestBody body) {
    return AuthExchange.of(by, request(method, API, new Body.Unread()), body, true);
  }

  /** A body that counts how often it is read. */
  private record Form(boolean replayable, Completion completion, AtomicInteger reads)
      implements RequestBody {
    Form(boolean replayable, Completion completion) {
      this(replayable, completion, new AtomicInteger());
    }

    @Override
    public CompletionStage<Body.Bytes> read(int atMost) {
      reads.incrementAndGet();
      return completion.of((Body.Bytes) Body.of("{}".getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static AuthRequest jsonPost() {
    return AuthRequest.of(
        "POST",
        java.net.URI.create(API),
        Map.of("Content-Type", List.of("application/json")),
        new Body.Unread());
  }

  @Test
  void first_sendAtHand_transmitsTheRequestWithItsCredentials() {
    Move move = exchange(request -> Send.of(OLD, (q, r) -> Done.DONE), get(API)).first();
    assertThat(move).isInstanceOf(Move.Transmit.class);
    assertThat(((Move.Transmit) move).request().headers()).containsEntry("X-Key", List.of("old"));
  }

  @ParameterizedTest
  @EnumSource
  void first_await_transmitsWhatItGives(Completion completion) throws Exception {
    Send send = () -> OLD;
    Move move =
        exchange(request -> new Await(completion.of(new Await(completion.of(send)))), get(API))
            .first();
    assertThat(sent(move).headers()).containsEntry("X-Key", List.of("old"));
  }

  @ParameterizedTest
  @EnumSource
  void onResponse_refusedTokenRenewed_sendsTheNewOneAndDeliversItsResponse(Completion completion)
      throws Exception {
    Send renewed = () -> NEW;
    AuthExchange exchange =
        exchange(request -> Send.of(OLD, (q, r) -> new Await(completion.of(renewed))), get(API));
    exchange.first();
    assertThat(sent(exchange.onResponse(status(401))).headers())
        .containsEntry("X-Key", List.of("new"));
    assertThat(exchange.onResponse(status(401))).isInstanceOf(Move.Deliver.class);
  }

  @ParameterizedTest
  @EnumSource
  void onResponse_nothingNewAfterTheWait_delivers(Completion completion) throws Exception {
    AuthExchange exchange =
        exchange(request -> Send.of(OLD, (q, r) -> new Await(completion.of(Done.DONE))), get(API));
    exchange.first();
    assertThat(settled(exchange.onResponse(status(401)))).isInstanceOf(Move.Deliver.class);
  }

  @Test
  void onResponse_authenticatorNeverSatisfied_stopsAfterFiveSendsAndHearsOfAll() throws Exception {
    Script script = Script.insisting(OLD);
    AuthExchange exchange = exchange(script, get(API));
    Move move = exchange.first();
    int sends = 0;
    while (move instanceof Move.Transmit) {
      sends++;
      move = exchange.onResponse(status(401));
    }
    assertThat(sends).isEqualTo(5);
    assertThat(script.heard).containsExactly(401, 401, 401, 401, 401);
    assertThat(move).isInstanceOf(Move.Deliver.class);
  }

  @Test
  void onResponse_failsAfterTheLastSend_isTheCallersFailure() throws Exception {
    AuthException failure = new AuthException(AuthException.Category.PROTOCOL, "for ever");
    AtomicInteger heard = new AtomicInteger();
    Send[] insisting = new Send[1];
    insisting[0] =
        Send.of(
            OLD,
            (request, response) ->
                heard.incrementAndGet() == AuthExchange.SENDS
                    ? new Await(CompletableFuture.failedFuture(failure))
                    : insisting[0]);
    AuthExchange exchange = exchange(request -> insisting[0], get(API));
    Move move = exchange.first();
    while (move instanceof Move.Transmit) {
      move = exchange.onResponse(status(401));
    }

    assertThat(heard).hasValue(5);
    assertThat(failure(move)).isSameAs(failure);
  }

  /** What cannot be sent again is not in need of what failed. */
  @Test
  void onResponse_failsWhereTheRequestCannotBeSentAgain_deliversTheResponse() {
    Send failing =
        Send.of(
            OLD,
            (request, response) ->
                new Await(CompletableFuture.failedFuture(new IllegalStateException())));
    AuthExchange exchange =
        withBody(request -> failing, "POST", new Form(false, Completion.AT_ONCE));
    exchange.first();

    assertThat(exchange.onResponse(status(401))).isInstanceOf(Move.Deliver.class);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "replay.csv", numLinesToSkip = 1)
  void onResponse_authenticatorWantsAnotherSend_replaysOnlyWhatIsSafe(
      String method, String body, int status, boolean replays) throws Exception {
    Script script = Script.insisting(OLD);
    AuthExchange exchange =
        body.equals("none")
            ? exchange(script, request(method, API, Body.none()))
            : withBody(script, method, new Form(body.equals("replayable"), Completion.AT_ONCE));
    exchange.first();
    assertThat(exchange.onResponse(status(status)))
        .isInstanceOf(replays ? Move.Transmit.class : Move.Deliver.class);
    assertThat(script.heard).containsExactly(status);
  }

  @ParameterizedTest
  @EnumSource
  void first_signerNeedsTheBody_readsItBeforeItAsks(Completion completion) throws Exception {
    Script script = new Script(Set.of(Need.REQUEST_BODY), request -> (Send) () -> OLD);
    Form form = new Form(false, completion);
    AuthRequest sent = sent(withBody(script, "POST", form).first());
    assertThat(script.asked.get(0).body()).isInstanceOf(Body.Bytes.class);
    assertThat(sent.body()).isInstanceOf(Body.Bytes.class);
    assertThat(form.reads()).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void first_credentialInTheBody_readsItOnceAndMayThenReplayIt(Completion completion)
      throws Exception {
    Script script = Script.insisting(Credentials.json("/token", "t0ken"));
    Form form = new Form(false, completion);
    AuthExchange exchange = AuthExchange.of(script, jsonPost(), form, true);
    for (AuthRequest sent :
        List.of(sent(exchange.first()), sent(exchange.onResponse(status(401))))) {
      String body = StandardCharsets.UTF_8.decode(((Body.Bytes) sent.body()).content()).toString();
      assertThat(body).isEqualTo("{\"token\":\"t0ken\"}");
    }
    assertThat(form.reads()).hasValue(1);
    assertThat(script.asked.get(0).body()).isInstanceOf(Body.Unread.class);
  }

  @Test
  void needsResponseBody_onlyWhereDeclaredAndSomethingWasSent() {
    Script plain = Script.insisting(OLD);
    AuthExchange without = exchange(plain, get(API));
    without.first();
    assertThat(without.needsResponseBody()).isFalse();

    AuthExchange with =
        exchange(new Script(Set.of(Need.RESPONSE_BODY), r -> (Send) () -> OLD), get(API));
    assertThat(with.needsResponseBody()).isFalse();
    with.first();
    assertThat(with.needsResponseBody()).isTrue();
    with.onResponse(Script.redirect(302, "https://other.example/"));
    assertThat(with.needsResponseBody()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void onResponse_waitFails_failsUnderTheNameOfTheAuthenticator(Completion completion)
      throws Exception {
    Authenticator refused =
        request ->
            Send.of(
                OLD,
                (q, r) ->
                    new Await(
                        completion.failing(
                            new AuthException(AuthException.Category.REFUSED, "no more"))));
    AuthExchange exchange =
        exchange(new BoundAuthenticator("crm", refused, OriginRules.any(), false), get(API));
    exchange.first();
    assertThat(failure(exchange.onResponse(status(401))))
        .isInstanceOf(AuthException.class)
        .hasMessage("crm: no more");
  }

  @Test
  void onResponse_providerThrows_failsWithoutItsMessage() throws Exception {
    Authenticator broken =
        request ->
            Send.of(
                OLD,
                (q, r) -> {
                  throw new IllegalStateException("holds s3cret");
                });
    AuthExchange exchange =
        exchange(new BoundAuthenticator("crm", broken, OriginRules.any(), false), get(API));
    exchange.first();
    Throwable failure = failure(exchange.onResponse(status(401)));
    assertThat(failure).isInstanceOf(AuthException.class);
    assertThat(failure).hasStackTraceContaining(getClass().getName());
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("s3cret");
    assertThat(failure)
        .hasMessageStartingWith("crm: its provider failed with java.lang.IllegalStateException");
  }

  @Test
  void first_nameIsThereAlready_failsUnlessTheBlockReplaces() throws Exception {
    AuthRequest own =
        AuthRequest.of(
            "GET", java.net.URI.create(API), Map.of("X-Key", List.of("mine")), Body.none());
    Authenticator delegate = request -> (Send) () -> OLD;
    assertThat(
            failure(
                exchange(new BoundAuthenticator("crm", delegate, OriginRules.any(), false), own)
                    .first()))
        .isInstanceOf(AuthException.class)
        .hasMessageStartingWith("crm: ");
    AuthRequest replaced =
        sent(
            exchange(new BoundAuthenticator("crm", delegate, OriginRules.any(), true), own)
                .first());
    assertThat(replaced.headers()).containsEntry("X-Key", List.of("old"));
  }

  @Test
  void cancellingAHold_doesNotReachWhatItWaitsFor() {
    CompletableFuture<AuthStep> shared = new CompletableFuture<>();
    Move move = exchange(request -> new Await(shared), get(API)).first();
    ((Move.Hold) move).then().toCompletableFuture().cancel(true);
    assertThat(shared).isNotDone();
  }
}
