package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthEvents.Event;
import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.Attempt;
import io.countersign.spi.AuthExchange;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthResponse;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Live;
import io.countersign.spi.Lookup;
import io.countersign.spi.Move;
import io.countersign.spi.RequestBody;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a secret in use that changes where it lives. */
final class RotationTest {
  private static final Setting<Secret> KEY = Setting.secret("key");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final FakeSource env = new FakeSource("env").holding("a.key", "canary-old");
  private final Probe probe =
      new Probe("probe", KEY)
          .making(settings ->
              Authenticator.carrying(
                  settings.get(KEY).map(key -> Credentials.header("X-Key", key))));
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final LogCapture log = new LogCapture();

  @AfterEach
  void nothingShowsASecret() {
    log.close();
    pool.shutdownNow();
    assertThat(log.lines).noneMatch(line -> line.contains("canary"));
    assertThat(events).noneMatch(event -> event.toString().contains("canary"));
  }

  private Countersign.Builder builder() {
    return Countersign.builder()
        .provider(probe)
        .resolver(env)
        .time(Clock.systemUTC(), nanos::get)
        .events(events::add)
        .random(() -> 0)
        .executor(pool);
  }

  private static Countersign made(Countersign.Builder builder, String secrets) {
    return builder.of(
        Harness.conf(
            "countersign { secrets { priority = [env]\n"
                + secrets
                + " }, authenticators { a { type = probe, origins = [\"https://api.example\"] }\n"
                + "b { type = probe, origins = [\"https://api.example\"] } } }"));
  }

  private void later(Duration passed) {
    nanos.addAndGet(passed.toNanos());
  }

  private int reads() {
    return env.batches.size() - 1;
  }

  // A 401.

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refused_byManyThreads_isReadOnceAndSentAgainIfItChanged(boolean changes) throws Exception {
    Countersign countersign = made(builder(), "");
    int threads = 64;
    CyclicBarrier sent = new CyclicBarrier(threads);
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      calls.add(
          pool.submit(() -> {
            Call call = new Call(countersign);
            assertThat(call.sent()).isEqualTo("canary-old");
            if (sent.await() == 0) {
              env.holding("a.key", changes ? "canary-new" : "canary-old");
            }
            sent.await();
            return call.answered(401);
          }));
    }
    for (Future<String> call : calls) {
      assertThat(call.get(30, TimeUnit.SECONDS))
          .isEqualTo(changes ? "canary-new" : "not sent again");
    }

    assertThat(reads()).isEqualTo(1);
    assertThat(events).isEqualTo(changes ? List.of(new Event(Kind.ROTATED, "a.key")) : List.of());
    assertThat(log.lines).isEmpty();
  }

  @Test
  void refused_newValueToo_isNotSentAThirdTime() throws Exception {
    Call call = new Call(made(builder(), ""));
    assertThat(call.sent()).isEqualTo("canary-old");
    env.holding("a.key", "canary-new");

    assertThat(call.answered(401)).isEqualTo("canary-new");
    assertThat(call.answered(401)).isEqualTo("not sent again");
    assertThat(reads()).isEqualTo(1);
  }

  static Stream<Lookup> untold() {
    return Stream.of(
        new Lookup.Failed(Lookup.Failure.UNAVAILABLE, List.of(), "no route"),
        new Lookup.Failed(Lookup.Failure.INVALID, List.of(), "half a file"));
  }

  static Stream<Lookup> told() {
    return Stream.of(
        new Lookup.NotFound(List.of(new Attempt("not set", "A_KEY", "")), List.of()),
        new Lookup.Failed(Lookup.Failure.DENIED, List.of(), "no policy"));
  }

  private static Lookup found(String value) {
    return new Lookup.Found(value, "A_KEY", Optional.empty(), List.of());
  }

  @ParameterizedTest
  @MethodSource("untold")
  void refused_sourceCannotSay_keepsTheOldValueWithOneWarningUntilItCan(Lookup lookup)
      throws Exception {
    Countersign countersign = made(builder(), "").ready("a");
    env.answering("a.key", lookup);
    for (int i = 1; i <= 3; i++) {
      Call call = new Call(countersign);
      assertThat(call.sent()).isEqualTo("canary-old");
      assertThat(call.answered(401)).isEqualTo("not sent again");
      assertThat(reads()).isEqualTo(i);
      later(Duration.ofMinutes(1));
    }
    assertThat(log.lines)
        .singleElement()
        .asString()
        .startsWith(
            "WARNING a secret could not be read again, and stays as it is for now: a.key is ");

    Call call = new Call(countersign);
    assertThat(call.sent()).isEqualTo("canary-old");
    env.answering("a.key", found("canary-new"));
    assertThat(call.answered(401)).isEqualTo("canary-new");
    assertThat(log.lines).last().isEqualTo("INFO a secret can be read again: a.key");

    env.answering("a.key", lookup);
    later(Duration.ofMinutes(1));
    call = new Call(countersign);
    assertThat(call.sent()).isEqualTo("canary-new");
    assertThat(call.answered(401)).isEqualTo("not sent again");
    assertThat(log.lines).hasSize(3);
    assertThat(kinds())
        .containsExactly(
            Kind.FAILED, Kind.FAILED, Kind.FAILED, Kind.RECOVERED, Kind.ROTATED, Kind.FAILED);
  }

  @ParameterizedTest
  @MethodSource("told")
  void refused_sourceSaysNo_callerHasItsAnswerAndTheNextHearsWhy(Lookup lookup) throws Exception {
    Countersign countersign = made(builder(), "").ready("a");
    env.answering("a.key", lookup);
    Call call = new Call(countersign);
    assertThat(call.sent()).isEqualTo("canary-old");
    assertThat(call.answered(401)).isEqualTo("not sent again");
    assertThat(reads()).isEqualTo(1);

    String verdict = lookup instanceof Lookup.NotFound ? "missing" : "denied";
    assertThat(refusalOf(new Call(countersign)))
        .hasMessageStartingWith("a: a.key: the secret is " + verdict)
        .satisfies(refused -> assertThat(refused.authenticator()).contains("a"));
    assertThat(log.lines)
        .singleElement()
        .asString()
        .startsWith(
            "WARNING a secret could not be read again, and is not used any more: a.key is "
                + verdict);
    assertThat(kinds()).containsExactly(Kind.FAILED);

    env.answering("a.key", found("canary-new"));
    later(Duration.ofMinutes(1));
    assertThat(new Call(countersign).sent()).isEqualTo("canary-new");
    assertThat(kinds()).containsExactly(Kind.FAILED, Kind.RECOVERED);
  }

  @ParameterizedTest
  @MethodSource("told")
  void used_sourceSaysNo_valueServesNoLonger(Lookup lookup) throws Exception {
    Countersign countersign = made(builder().executor(Runnable::run), "").ready("a");
    env.answering("a.key", lookup);
    later(Duration.ofMinutes(1));
    Call call = new Call(countersign);
    assertThat(call.sent()).isEqualTo("canary-old");
    assertThat(call.answered(200)).isEqualTo("not sent again");

    assertThat(refusalOf(new Call(countersign))).hasMessageContaining("a.key: the secret is ");
    assertThat(refusalOf(new Call(countersign)).retryAfter()).isPresent();
    assertThat(countersign.explain("a").report().orElseThrow()).contains("a.key");
  }

  @Test
  void gone_askedByMany_isLookedForOnceAndThenAfterAPause() throws Exception {
    Countersign countersign = made(builder().executor(Runnable::run), "").ready("a");
    env.answering("a.key", told().findFirst().orElseThrow());
    assertThat(new Call(countersign).answeredAfterSending(401)).isEqualTo("not sent again");
    int before = reads();

    for (int i = 0; i < 50; i++) {
      assertThat(refusalOf(new Call(countersign))).isNotNull();
    }

    assertThat(reads() - before).isEqualTo(1);
  }

  private static AuthException refusalOf(Call call) {
    ExecutionException failed = catchThrowableOfType(ExecutionException.class, call::sent);
    assertThat(failed).hasCauseInstanceOf(AuthException.class);
    return (AuthException) failed.getCause();
  }

  private List<Kind> kinds() {
    return events.stream().map(Event::kind).toList();
  }

  @Test
  void refused_sourceThrows_keepsTheOldValueWithOneWarning() throws Exception {
    Call call = new Call(made(builder(), ""));
    assertThat(call.sent()).isEqualTo("canary-old");
    env.replying(answers -> {
      throw new IllegalStateException("canary");
    });

    assertThat(call.answered(401)).isEqualTo("not sent again");
    assertThat(log.lines).hasSize(1);
  }

  @Test
  void refused_executorTakesNoWork_givesTheResponseToTheCaller() throws Exception {
    Call call = new Call(made(builder(), ""));
    assertThat(call.sent()).isEqualTo("canary-old");
    pool.shutdownNow();

    assertThat(call.answered(401)).isEqualTo("not sent again");
    assertThat(call.sent()).isEqualTo("canary-old");
  }

  @Test
  void refused_executorHasOneThread_isReadThere() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor(task -> new Thread(task, "the one"));
    List<String> readers = new CopyOnWriteArrayList<>();
    env.replying(answers -> {
      readers.add(Thread.currentThread().getName());
      return answers;
    });
    try {
      Call call = new Call(made(builder().executor(one), ""));
      assertThat(call.sent()).isEqualTo("canary-old");
      env.holding("a.key", "canary-new");

      assertThat(call.answered(401)).isEqualTo("canary-new");
    } finally {
      one.shutdownNow();
    }
    assertThat(readers).containsExactly("the one", "the one");
  }

  // Time.

  @ParameterizedTest
  @CsvSource({"'', 60", "env.ttl = 10 s, 10"})
  void used_valueIsOlderThanItsTtl_isReadInTheBackground(String settings, int seconds)
      throws Exception {
    Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    Countersign countersign = made(builder().executor(byHand(work)), settings);
    Call call = new Call(countersign);
    assertThat(call.sent()).isEqualTo("canary-old");
    env.holding("a.key", "canary-new");
    later(Duration.ofSeconds(seconds).minusNanos(1));
    assertThat(call.answered(200)).isEqualTo("not sent again");
    assertThat(work).isEmpty();

    later(Duration.ofNanos(1));
    assertThat(call.sent()).isEqualTo("canary-old");
    assertThat(work).isEmpty();
    assertThat(call.answered(200)).isEqualTo("not sent again");
    assertThat(call.answered(200)).isEqualTo("not sent again");
    assertThat(reads()).isZero();
    assertThat(call.sent()).isEqualTo("canary-old");

    assertThat(work).hasSize(1);
    work.remove().run();
    assertThat(call.sent()).isEqualTo("canary-new");
    assertThat(reads()).isEqualTo(1);
    assertThat(events).containsExactly(new Event(Kind.ROTATED, "a.key"));
  }

  @Test
  void used_manyProcesses_readAgainAtDifferentTimesUpToHalfTheTtlEarlier() throws Exception {
    RandomGenerator most =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return 0;
          }

          @Override
          public long nextLong(long bound) {
            return bound - 1;
          }
        };
    Call call = new Call(made(builder().executor(Runnable::run).random(most), ""));
    assertThat(call.sent()).isEqualTo("canary-old");
    later(Duration.ofSeconds(30));
    assertThat(call.answered(200)).isEqualTo("not sent again");
    assertThat(reads()).isZero();

    later(Duration.ofNanos(1));
    assertThat(call.sent()).isEqualTo("canary-old");
    assertThat(call.answered(200)).isEqualTo("not sent again");
    assertThat(reads()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"'', 61", "env.stale-if-error = 5 min, 6", "env.stale-if-error = 0 s, 1"})
  void used_outage_servesForSoLongAfterItsTtlAndWhileItIsTriedEachMinute(
      String settings, int minutes) throws Exception {
    Countersign countersign = made(builder().executor(Runnable::run), settings).ready("a");
    env.answering("a.key", new Lookup.Failed(Lookup.Failure.UNAVAILABLE, List.of(), "no route"));
    for (int i = 1; i <= minutes; i++) {
      later(Duration.ofMinutes(1));
      Call call = new Call(countersign);
      assertThat(call.sent()).isEqualTo("canary-old");
      assertThat(call.answered(200)).isEqualTo("not sent again");
      assertThat(reads()).isEqualTo(i);
    }
    later(Duration.ofMinutes(1));
    Call last = new Call(countersign);
    assertThat(last.sent()).isEqualTo("canary-old");
    assertThat(last.answered(200)).isEqualTo("not sent again");

    assertThat(refusalOf(new Call(countersign)))
        .hasMessageStartingWith("a: a.key: the secret is unreachable (no route)");
    assertThat(log.lines).hasSize(2);

    env.answering("a.key", found("canary-old"));
    later(Duration.ofMinutes(1));
    assertThat(new Call(countersign).sent()).isEqualTo("canary-old");
    assertThat(kinds()).endsWith(Kind.RECOVERED);
  }

  @Test
  void used_outageOfAValueThatIsGoodForDays_isTriedAgainSoon() throws Exception {
    Countersign countersign = made(builder().executor(Runnable::run), "env.ttl = 7 d").ready("a");
    env.answering("a.key", new Lookup.Failed(Lookup.Failure.UNAVAILABLE, List.of(), "no route"));
    later(Duration.ofDays(7));
    assertThat(new Call(countersign).answeredAfterSending(200)).isEqualTo("not sent again");
    env.answering("a.key", found("canary-new"));
    later(Duration.ofMinutes(1));
    assertThat(new Call(countersign).answeredAfterSending(200)).isEqualTo("not sent again");

    assertThat(new Call(countersign).sent()).isEqualTo("canary-new");
  }

  @Test
  void used_valueMovesToAnotherSource_isFoundThereByItsOwnTimes() throws Exception {
    FakeSource file = new FakeSource("file");
    Countersign countersign =
        made(
                builder().executor(Runnable::run).resolver(file),
                "priority = [file, env], file.ttl = 10 s")
            .ready("a");
    file.holding("a.key", "canary-file");
    later(Duration.ofMinutes(1));
    assertThat(new Call(countersign).answeredAfterSending(200)).isEqualTo("not sent again");
    assertThat(new Call(countersign).sent()).isEqualTo("canary-file");

    int before = file.batches.size();
    later(Duration.ofSeconds(10));
    assertThat(new Call(countersign).answeredAfterSending(200)).isEqualTo("not sent again");
    assertThat(file.batches).hasSize(before + 1);
  }

  /** What the source says that gave the value is what counts. */
  @ParameterizedTest
  @CsvSource({"DENIED, UNAVAILABLE, true", "UNAVAILABLE, DENIED, false"})
  void used_sourceAboveLetsOthersBeAsked_itsWordIsNotThatOfTheOneThatGaveIt(
      Lookup.Failure above, Lookup.Failure own, boolean serves) throws Exception {
    FakeSource file = new FakeSource("file").failing("a.key", above);
    String goesOn = above == Lookup.Failure.DENIED ? "on-denied" : "on-unavailable";
    Countersign countersign =
        made(
                builder().executor(Runnable::run).resolver(file),
                "priority = [file, env], file." + goesOn + " = continue")
            .ready("a");
    env.failing("a.key", own);
    later(Duration.ofMinutes(1));
    assertThat(new Call(countersign).answeredAfterSending(200)).isEqualTo("not sent again");

    if (serves) {
      assertThat(new Call(countersign).sent()).isEqualTo("canary-old");
    } else {
      assertThat(refusalOf(new Call(countersign))).hasMessageContaining("the secret is denied");
    }
  }

  @Test
  void used_outageLetsALowerSourceBeAsked_theValueAtHandServesFirst() throws Exception {
    FakeSource file = new FakeSource("file").holding("a.key", "canary-older");
    Countersign countersign =
        made(
                builder().executor(Runnable::run).resolver(file),
                "priority = [env, file], env { on-unavailable = continue, stale-if-error = 90 s }")
            .ready("a");
    env.failing("a.key", Lookup.Failure.UNAVAILABLE);
    for (int i = 0; i < 2; i++) {
      later(Duration.ofMinutes(1));
      assertThat(new Call(countersign).answeredAfterSending(200)).isEqualTo("not sent again");
      assertThat(new Call(countersign).sent()).isEqualTo("canary-old");
    }
    later(Duration.ofMinutes(1));
    assertThat(new Call(countersign).answeredAfterSending(200)).isEqualTo("not sent again");

    assertThat(new Call(countersign).sent()).isEqualTo("canary-older");
  }

  @Test
  void used_ttlIsZero_isNeverReadAgain() throws Exception {
    Call call = new Call(made(builder(), "env.ttl = 0 s"));
    assertThat(call.sent()).isEqualTo("canary-old");
    later(Duration.ofDays(3650));

    assertThat(call.answered(200)).isEqualTo("not sent again");
    assertThat(reads()).isZero();

    env.holding("a.key", "canary-new");
    assertThat(call.answered(401)).isEqualTo("canary-new");
  }

  // The end.

  @Test
  void close_thenRefusedOrUsed_readsNothing() throws Exception {
    Countersign countersign = made(builder(), "");
    Call call = new Call(countersign);
    assertThat(call.sent()).isEqualTo("canary-old");
    env.holding("a.key", "canary-new");
    later(Duration.ofHours(1));

    countersign.close();

    assertThat(call.answered(401)).isEqualTo("not sent again");
    assertThat(call.sent()).isEqualTo("canary-old");
    assertThat(reads()).isZero();
    assertThat(env.opened).hasSize(1);
    assertThat(log.lines).isEmpty();
  }

  @Test
  void close_whileASourceHangs_waitsForNobody() throws Exception {
    Countersign countersign = made(builder(), "");
    Call call = new Call(countersign);
    assertThat(call.sent()).isEqualTo("canary-old");
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    env.holding("b.key", "canary-other")
        .replying(answers -> {
          if (answers.size() == 1 && answers.keySet().toString().contains("a.key")) {
            reading.countDown();
            awaitIt(over);
          }
          return answers;
        });
    later(Duration.ofMinutes(1));
    assertThat(call.answered(200)).isEqualTo("not sent again");
    awaitIt(reading);

    assertThat(countersign.authenticator("b")).isNotNull();
    countersign.close();

    assertThat(env.closed).containsExactly("env");
    over.countDown();
  }

  /** The JVM keeps the carriers of virtual threads, and the one thread of delays. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("ForkJoinPool-") && !name.contains("DelayScheduler"))
        .filter(name -> !name.startsWith("VirtualThread-"))
        .collect(Collectors.toSet());
  }

  @Test
  void close_afterSecretsWereReadAgain_leavesNoThread() throws Exception {
    Set<String> before = threads();
    Countersign countersign =
        made(
            Countersign.builder().provider(probe).resolver(env).time(Clock.systemUTC(), nanos::get),
            "");
    for (int i = 0; i < 5; i++) {
      env.holding("a.key", "canary-" + i);
      later(Duration.ofMinutes(1));
      assertThat(new Call(countersign).answeredAfterSending(401)).isNotNull();
    }
    countersign.close();

    long begin = System.nanoTime();
    Set<String> after = threads();
    while (!before.containsAll(after) && System.nanoTime() - begin < 20_000_000_000L) {
      LockSupport.parkNanos(10_000_000);
      after = threads();
    }
    assertThat(before).containsAll(after);
  }

  @Test
  void rotated_listenerThrows_isWarnedOfOnceAndHearsTheNext() throws Exception {
    List<Event> heard = new CopyOnWriteArrayList<>();
    Countersign countersign =
        made(
            builder()
                .events(event -> {
                  heard.add(event);
                  throw new IllegalStateException("canary");
                }),
            "env.ttl = 0 s");
    for (String next : List.of("canary-2", "canary-3", "canary-4")) {
      Call call = new Call(countersign);
      assertThat(call.sent()).startsWith("canary");
      env.holding("a.key", next);
      later(Duration.ofMinutes(3));
      assertThat(call.answered(401)).isEqualTo(next);
    }

    assertThat(heard).hasSize(3);
    assertThat(log.lines)
        .singleElement()
        .asString()
        .contains("what hears the events of Countersign threw java.lang.IllegalStateException");
  }

  // Before a use that is rare.

  @Test
  void latest_changedInItsSource_isReadAgainForWhatIsMadeOfIt() throws Exception {
    made(builder(), "").ready("a");
    Live<String> word = probe.made.get(0).get(KEY).map(key -> key + "!");
    assertThat(latest(word)).isEqualTo("canary-old!");
    env.holding("a.key", "canary-new");

    assertThat(word.now()).isEqualTo("canary-old!");
    assertThat(latest(word)).isEqualTo("canary-new!").isSameAs(word.now());
    assertThat(reads()).isEqualTo(2);
    assertThat(events).containsExactly(new Event(Kind.ROTATED, "a.key"));
  }

  @ParameterizedTest
  @MethodSource("untold")
  void latest_sourceCannotSay_staysAsItWas(Lookup lookup) throws Exception {
    made(builder(), "").ready("a");
    env.answering("a.key", lookup);

    assertThat(latest(probe.made.get(0).get(KEY))).isEqualTo("canary-old");
    assertThat(latest(probe.made.get(0).get(KEY))).isEqualTo("canary-old");
    assertThat(log.lines).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("told")
  void latest_sourceSaysNo_isNotHad(Lookup lookup) {
    made(builder(), "").ready("a");
    env.answering("a.key", lookup);

    assertThatThrownBy(() -> latest(probe.made.get(0).get(KEY)))
        .hasCauseInstanceOf(AuthException.class)
        .hasMessageContaining("the secret is ");
  }

  private static <T> T latest(Live<T> live) throws Exception {
    return live.latest().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Runs what is asked on the thread that asks until the secrets are there; then keeps it. */
  private Executor byHand(Queue<Runnable> work) {
    return task -> {
      if (env.batches.isEmpty()) {
        task.run();
      } else {
        work.add(task);
      }
    };
  }

  private static void awaitIt(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** One request on its way. */
  private static final class Call {
    private final AuthExchange exchange;

    Call(Countersign countersign) {
      this.exchange =
          AuthExchange.of(
              countersign.authenticator("a"),
              AuthRequest.of("GET", URI.create("https://api.example/"), Map.of(), Body.none()),
              RequestBody.inHand(),
              false);
    }

    /** Returns the key it goes out with. */
    String sent() throws Exception {
      return key(exchange.first());
    }

    String answeredAfterSending(int status) throws Exception {
      assertThat(sent()).startsWith("canary");
      return answered(status);
    }

    /** Returns the key that it goes out with again, or that it does not. */
    String answered(int status) throws Exception {
      return key(exchange.onResponse(AuthResponse.of(status, Map.of(), Optional.empty())));
    }

    private static String key(Move move) throws Exception {
      Move settled =
          move instanceof Move.Hold hold
              ? hold.then().toCompletableFuture().get(10, TimeUnit.SECONDS)
              : move;
      return settled instanceof Move.Transmit transmit
          ? transmit.request().headers().get("X-Key").get(0)
          : "not sent again";
    }
  }
}
