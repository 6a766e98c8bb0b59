package io.countersign.testkit.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Need;
import io.countersign.spi.Send;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which requests go out, and which response comes back. */
abstract class FlowScenarios {
  private static final String SECRET = "s3cret-0123456789";
  private static final Credentials OLD = Credentials.header("X-Key", "old");
  private static final Credentials NEW = Credentials.header("X-Key", SECRET);
  private static final int LARGEST = 16 << 20;

  private Api api;

  abstract Adapter adapter();

  @BeforeEach
  void start() throws Exception {
    api = Api.of(seen -> Api.Answer.of(seen.holds(SECRET) ? 200 : 401));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Answer send(Mode mode, Authenticator authenticator, Ask ask) throws Exception {
    try (Adapter.Client client = adapter().open(authenticator, Adapter.Options.PLAIN)) {
      Answer answer = mode.send(client, ask);
      return new Answer(
          answer.status(),
          answer.headers(),
          answer.uri(),
          answer.shown(),
          new java.io.ByteArrayInputStream(answer.text().getBytes(UTF_8)));
    }
  }

  private Throwable failure(Mode mode, Authenticator authenticator, Ask ask) {
    return catchThrowable(() -> send(mode, authenticator, ask));
  }

  private Ask get() {
    return Ask.get(api.at("/things?page=1"));
  }

  private Ask post(byte[] body) {
    return Ask.post(api.at("/things"), "application/x-www-form-urlencoded", body);
  }

  @ParameterizedTest
  @EnumSource
  void send_nothingNewAfterTheWait_callerGetsTheRefusalWithItsBody(Mode mode) throws Exception {
    Answer answer = send(mode, Steps.onRefusal(OLD, () -> Steps.later(Done.DONE)), get());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text()).isEqualTo("status 401");
    assertThat(api.seen).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void send_responseHeaders_reachTheCaller(Mode mode) throws Exception {
    try (Api headers =
        Api.of(seen -> new Api.Answer(200, java.util.Map.of("X-Answer", "42"), "yes"))) {
      Answer answer = send(mode, Steps.always(NEW), Ask.get(headers.at("/")));
      assertThat(answer.header("x-answer")).isEqualTo("42");
      assertThat(answer.text()).isEqualTo("yes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_redirectsNotFollowed_callerGetsTheRedirect(Mode mode) throws Exception {
    try (Api moved = Api.of(seen -> Api.Answer.to(302, "/b"));
        Adapter.Client client =
            adapter().open(Steps.always(NEW), new Adapter.Options(Optional.empty(), false))) {
      Answer answer = mode.send(client, Ask.get(moved.at("/a")));
      assertThat(answer.status()).isEqualTo(302);
      assertThat(moved.seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_redirectedForEver_endsWithTheLastRedirect(Mode mode) throws Exception {
    try (Api moved = Api.of(seen -> Api.Answer.to(302, seen.uri() + "x"))) {
      assertThat(send(mode, Steps.always(NEW), Ask.get(moved.at("/a"))).status()).isEqualTo(302);
      assertThat(moved.seen).hasSize(6);
    }
  }

  @ParameterizedTest
  @CsvSource({"BLOCKING, 303", "ASYNCHRONOUS, 303", "BLOCKING, 302", "ASYNCHRONOUS, 302"})
  void send_redirectedPost_becomesAGetWithoutBody(Mode mode, int status) throws Exception {
    try (Api moved =
        Api.of(seen ->
            seen.uri().getPath().equals("/a") ? Api.Answer.to(status, "/b") : Api.Answer.of(200))) {
      Ask ask = Ask.post(moved.at("/a"), "text/plain", "body".getBytes(UTF_8));
      assertThat(send(mode, Steps.always(NEW), ask).status()).isEqualTo(200);
      Api.Seen second = moved.seen.get(1);
      assertThat(second.method()).isEqualTo("GET");
      assertThat(second.body()).isEmpty();
      assertThat(second.header("Content-Type")).isEmpty();
      assertThat(second.header("X-Key")).isEqualTo(SECRET);
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_requestChoosesAnother_goesByThatOne(Mode mode) throws Exception {
    assertThat(send(mode, Steps.always(OLD), get().by(Steps.always(NEW))).status()).isEqualTo(200);
    send(mode, Steps.always(OLD), get().by(Authenticator.none()));
    assertThat(api.seen.get(1).header("X-Key")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void send_bodyInMemory_isSentWholeTwice(Mode mode) throws Exception {
    assertThat(send(mode, Steps.renewing(OLD, NEW), post("a=1".getBytes(UTF_8))).status())
        .isEqualTo(200);
    assertThat(api.seen).extracting(Api.Seen::body).containsExactly("a=1", "a=1");
  }

  @ParameterizedTest
  @EnumSource
  void send_keyInTheForm_makesTheLengthKnown(Mode mode) throws Exception {
    Authenticator form = Steps.always(Credentials.form("key", SECRET));
    assertThat(send(mode, form, post("a=1".getBytes(UTF_8)).once()).status()).isEqualTo(200);
    String body = "a=1&key=" + SECRET;
    assertThat(api.seen.get(0).body()).isEqualTo(body);
    assertThat(api.seen.get(0).header("Content-Length")).isEqualTo("" + body.length());
  }

  @ParameterizedTest
  @EnumSource
  void send_keyInABodyTooLarge_failsAndSendsNothing(Mode mode) {
    Authenticator form = Steps.always(Credentials.form("key", SECRET));
    for (Ask ask : List.of(post(new byte[LARGEST + 1]), post(new byte[LARGEST + 1]).once())) {
      assertThat(failure(mode, form, ask))
          .isInstanceOf(AuthException.class)
          .hasMessageContaining("16 MiB");
    }
    assertThat(api.seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void send_signerNeedsTheBody_seesItWhole(Mode mode) throws Exception {
    Authenticator signer =
        needing(
            Need.REQUEST_BODY,
            request -> {
              io.countersign.spi.Body.Bytes bytes = (io.countersign.spi.Body.Bytes) request.body();
              return Steps.send(Credentials.header("X-Length", "" + bytes.content().remaining()));
            });
    send(mode, signer, post("a=12345".getBytes(UTF_8)).once());
    assertThat(api.seen.get(0).header("X-Length")).isEqualTo("7");
    assertThat(api.seen.get(0).body()).isEqualTo("a=12345");
  }

  @ParameterizedTest
  @EnumSource
  void send_otherOrigin_failsAsItselfAndSendsNothing(Mode mode) {
    Authenticator bound = Bound.crm(Steps.always(NEW), "https://api.acme.com", false);
    assertThat(failure(mode, bound, get()))
        .isInstanceOf(AuthException.class)
        .hasMessageStartingWith("crm: ");
    assertThat(api.seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void send_renewalFails_failsAsItself(Mode mode) {
    AuthException over =
        new AuthException(AuthException.Category.REAUTHORIZATION_REQUIRED, "log in again");
    for (CompletionStage<AuthStep> failing :
        List.of(
            CompletableFuture.<AuthStep>failedFuture(over),
            Steps.later("soon")
                .<AuthStep>thenCompose(soon -> CompletableFuture.failedFuture(over)))) {
      assertThat(failure(mode, Steps.onRefusal(OLD, () -> failing), get())).isSameAs(over);
    }
  }

  /** The ways on which a provider's code runs; each must end the call, whatever it throws. */
  enum Path {
    AUTHENTICATE,
    AUTHENTICATE_WITH_BODY,
    AWAIT,
    CREDENTIALS,
    CREDENTIALS_LATER,
    ON_RESPONSE,
    ON_RESPONSE_WITH_BODY,
    ON_RESPONSE_LATER
  }

  static java.util.stream.Stream<org.junit.jupiter.params.provider.Arguments> faults() {
    return java.util.Arrays.stream(Path.values())
        .flatMap(path ->
            java.util.Arrays.stream(Mode.values())
                .flatMap(mode ->
                    java.util.stream.Stream.of(
                            new AssertionError(SECRET), new IllegalStateException(SECRET))
                        .map(fault ->
                            org.junit.jupiter.params.provider.Arguments.of(path, mode, fault))));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("faults")
  void send_providerFails_endsTheCallWithoutItsWords(Path path, Mode mode, Throwable fault) {
    Authenticator bound = Bound.crm(failing(path, fault), api.at("").toString(), false);
    Throwable failure = failure(mode, bound, post("a=1".getBytes(UTF_8)));
    assertThat(failure)
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("crm: its provider failed with " + fault.getClass().getName())
        .hasMessageNotContaining(SECRET);
  }

  private static Authenticator failing(Path path, Throwable fault) {
    Send unusable =
        () -> {
          throw sneaky(fault);
        };
    return switch (path) {
      case AUTHENTICATE ->
          request -> {
            throw sneaky(fault);
          };
      case AUTHENTICATE_WITH_BODY ->
          needing(
              Need.REQUEST_BODY,
              request -> {
                throw sneaky(fault);
              });
      case AWAIT -> request -> new Await(CompletableFuture.failedFuture(fault));
      case CREDENTIALS -> request -> unusable;
      case CREDENTIALS_LATER -> request -> new Await(Steps.later(unusable));
      case ON_RESPONSE ->
          request ->
              Send.of(
                  OLD,
                  (q, response) -> {
                    throw sneaky(fault);
                  });
      case ON_RESPONSE_WITH_BODY ->
          needing(
              Need.RESPONSE_BODY,
              request ->
                  Send.of(
                      OLD,
                      (q, response) -> {
                        throw sneaky(fault);
                      }));
      case ON_RESPONSE_LATER ->
          request ->
              Send.of(
                  OLD,
                  (q, response) ->
                      new Await(
                          Steps.later("soon")
                              .thenCompose(soon -> CompletableFuture.failedFuture(fault))));
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // an Error goes as it is
  private static <T extends Throwable> RuntimeException sneaky(Throwable fault) throws T {
    throw (T) fault;
  }

  private interface Asking {
    AuthStep authenticate(AuthRequest request);
  }

  private static Authenticator needing(Need need, Asking asking) {
    return new Authenticator() {
      @Override
      public AuthStep authenticate(AuthRequest request) {
        return asking.authenticate(request);
      }

      @Override
      public Set<Need> needs() {
        return Set.of(need);
      }
    };
  }
}
