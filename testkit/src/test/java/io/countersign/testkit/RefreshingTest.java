package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthEvents.Event;
import io.countersign.AuthEvents.Kind;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Live;
import io.countersign.spi.Refreshing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every test crosses the overflow of nanoseconds, and every value is a canary. */
final class RefreshingTest {
  private static final Duration HUNDRED = Duration.ofSeconds(100);
  private static final Duration MOMENT = Duration.ofNanos(1);

  private final SecretCanary canary = new SecretCanary();
  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  private final FakeTime time = new FakeTime();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Fetches fetches = new Fetches();
  private final ExecutorService pool =
      Executors.newCachedThreadPool(task -> new Thread(task, "worker"));
  private boolean high;
  private Refreshing<String> cache = Refreshing.of(context(Runnable::run), fetches);

  @AfterEach
  void nothingShowsAValue() {
    pool.shutdownNow();
    canary.assertAbsentFrom(cache, events);
    canary.assertAbsentFrom(failures.toArray());
  }

  private AuthContext context(Executor executor) {
    return new TestContext(
        "crm",
        new RecordingTransport(),
        time,
        Map.of(),
        Path.of(""),
        executor,
        new Edge(),
        events::add,
        TestContext.create().tokenStore());
  }

  private Refreshing<String> on(Executor executor) {
    cache = Refreshing.of(context(executor), fetches);
    return cache;
  }

  /** The least or the greatest of the numbers that may come. */
  private final class Edge implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new AssertionError("without a bound");
    }

    @Override
    public long nextLong(long bound) {
      return high ? bound - 1 : 0;
    }
  }

  /** Fetches that end when a test says so. */
  private final class Fetches implements Refreshing.Fetch<String> {
    private final List<Duration> atMost = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Fresh<String>>> begun = new CopyOnWriteArrayList<>();
    private volatile long sent;

    @Override
    public CompletionStage<Fresh<String>> fetch(Duration limit) {
      CompletableFuture<Fresh<String>> next = new CompletableFuture<>();
      sent = time.nanoTime();
      atMost.add(limit);
      begun.add(next);
      return next;
    }

    int count() {
      return begun.size();
    }

    private CompletableFuture<Fresh<String>> last() {
      return begun.get(begun.size() - 1);
    }

    String give(Duration lifetime) {
      return give(Optional.of(lifetime), Optional.empty());
    }

    String give(Optional<Duration> lifetime, Optional<Duration> refreshIn) {
      return give("t" + count(), lifetime, refreshIn);
    }

    String give(String label, Optional<Duration> lifetime, Optional<Duration> refreshIn) {
      String value = canary.secret(label);
      last().complete(new Fresh<>(value, sent, lifetime, refreshIn));
      return value;
    }

    void fail(Throwable failure) {
      last().completeExceptionally(failure);
    }

    void fail(Category category) {
      fail(new AuthException(category, "it said no"));
    }
  }

  /** Obtains a first value, of this lifetime. */
  private String obtained(Duration lifetime) {
    CompletionStage<String> unused = cache.get();
    return fetches.give(lifetime);
  }

  private static String value(CompletionStage<String> stage) {
    assertThat(stage.toCompletableFuture()).isCompleted();
    return stage.toCompletableFuture().join();
  }

  private AuthException failure(CompletionStage<String> stage) {
    assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
    return awaitedFailure(stage);
  }

  private AuthException awaitedFailure(CompletionStage<String> stage) {
    try {
      stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
      throw new AssertionError("it did not fail");
    } catch (ExecutionException failed) {
      failures.add(failed);
      assertThat(failed.getCause()).isInstanceOf(AuthException.class);
      return (AuthException) failed.getCause();
    } catch (InterruptedException | TimeoutException stuck) {
      throw new AssertionError("somebody waits for ever", stuck);
    }
  }

  private List<Kind> kinds() {
    return events.stream().map(Event::kind).toList();
  }

  // When a value is due, and when it ends.

  @ParameterizedTest
  @CsvSource({
    // lifetime, greatest jitter, nanoseconds until it is due
    "PT1H, false, 3300000000000",
    "PT1H, true, 3150000000001",
    "PT100S, false, 80000000000",
    "PT100S, true, 70000000001",
    "PT25M, false, 1200000000000",
    "PT3S, true, 2100000001"
  })
  void now_lifetime_renewsWithinItsWindow(Duration lifetime, boolean greatest, long due) {
    high = greatest;
    String first = obtained(lifetime);

    time.advance(Duration.ofNanos(due - 1));
    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(1);

    time.advance(MOMENT);
    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"PT10S, 10", "PT99S, 99", "PT-5S, 80", "PT0S, 80"})
  void now_otherSideSaysWhenToRenew_itWins(Duration refreshIn, int dueSeconds) {
    CompletionStage<String> unused = cache.get();
    fetches.give(Optional.of(HUNDRED), Optional.of(refreshIn));

    time.advance(Duration.ofSeconds(dueSeconds).minus(MOMENT));
    assertThat(cache.now()).isNotNull();
    assertThat(fetches.count()).isEqualTo(1);

    time.advance(MOMENT);
    assertThat(cache.now()).isNotNull();
    assertThat(fetches.count()).isEqualTo(2);
  }

  @Test
  void now_slowAnswer_lifetimeCountsFromTheQuestion() {
    CompletionStage<String> wait = cache.get();
    time.advance(Duration.ofSeconds(79));
    String first = fetches.give(HUNDRED);
    assertThat(value(wait)).isSameAs(first);
    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(1);

    time.advance(Duration.ofSeconds(1));
    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(2);

    time.advance(Duration.ofSeconds(20).minus(MOMENT));
    assertThat(cache.now()).isSameAs(first);
    time.advance(MOMENT);
    assertThat(cache.now()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT876000H", "PT2562047788015215H30M7S"})
  void now_veryLongLifetime_serves(Duration lifetime) {
    String first = obtained(lifetime);
    time.advance(Duration.ofDays(365 * 50));

    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(1);
  }

  @Test
  void now_noLifetime_servesUntilRefused() {
    CompletionStage<String> unused = cache.get();
    String first = fetches.give(Optional.empty(), Optional.empty());
    time.advance(Duration.ofDays(9000));

    cache.used();

    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(1);
  }

  @Test
  void used_noLifetimeButATimeToRenew_renewsFromThenOn() {
    CompletionStage<String> unused = cache.get();
    String first = fetches.give(Optional.empty(), Optional.of(HUNDRED));

    time.advance(HUNDRED.minus(MOMENT));
    cache.used();
    assertThat(fetches.count()).isEqualTo(1);

    time.advance(MOMENT);
    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(1);
    cache.used();
    cache.used();
    assertThat(fetches.count()).isEqualTo(2);
    assertThat(cache.now()).isSameAs(first);
    assertThat(cache.now()).isSameAs(first).isNotSameAs(fetches.give(HUNDRED));
    assertThat(cache.now()).isNotSameAs(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT-2562047788015215H"})
  void get_lifetimeOver_isForThoseWhoWaitAlone(Duration lifetime) {
    CompletionStage<String> one = cache.get();
    CompletionStage<String> other = cache.get();
    String first = fetches.give(lifetime);

    assertThat(value(one)).isSameAs(first);
    assertThat(value(other)).isSameAs(first);
    assertThat(cache.now()).isNull();

    assertThat(cache.get().toCompletableFuture()).isNotDone();
    assertThat(fetches.count()).isEqualTo(2);
  }

  @Test
  void refused_renewedByAValueForOneUse_givesThatAndFetchesNoOther() {
    String first = obtained(HUNDRED);
    on(task -> {
      task.run();
      fetches.give(Duration.ZERO);
    });
    Refreshing<String> seeded = cache.seeded(Fresh.of(first, time.nanoTime(), HUNDRED));

    assertThat(value(seeded.refused(first))).isNotSameAs(first);
    assertThat(fetches.count()).isEqualTo(2);
  }

  @Test
  void seeded_liveValue_servesAndIsRenewedAsAnyOther() {
    String seed = canary.secret("seed");
    cache = cache.seeded(Fresh.of(seed, time.nanoTime(), HUNDRED));
    assertThat(cache.now()).isSameAs(seed);

    time.advance(Duration.ofSeconds(80));
    assertThat(cache.now()).isSameAs(seed);
    String next = fetches.give(HUNDRED);

    assertThat(cache.now()).isSameAs(next);
    assertThat(kinds()).containsExactly(Kind.RENEWED);
  }

  @Test
  void seeded_endedValue_isNone() {
    cache = cache.seeded(Fresh.of(canary.secret("seed"), time.nanoTime(), HUNDRED));
    time.advance(HUNDRED);
    cache = cache.seeded(Fresh.of(canary.secret("late"), time.nanoTime() - 1, MOMENT));

    assertThat(cache.now()).isNull();
    String first = obtained(HUNDRED);

    assertThat(cache.now()).isSameAs(first);
    assertThat(kinds()).containsExactly(Kind.OBTAINED);
  }

  // Who waits, and for what.

  @Test
  void get_valueLivesWhileItsRenewalHangs_nobodyWaits() {
    String first = obtained(HUNDRED);
    time.advance(Duration.ofSeconds(80));

    for (int second = 80; second < 100; second++) {
      assertThat(value(cache.get())).isSameAs(first);
      assertThat(cache.now()).isSameAs(first);
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(fetches.count()).isEqualTo(2);
    CompletionStage<String> joins = cache.get();
    String second = fetches.give(HUNDRED);
    assertThat(value(joins)).isSameAs(second);
  }

  @Test
  void get_valueLivesWhileItsRenewalFails_nobodyHearsUntilItEnds() {
    String first = obtained(HUNDRED);
    time.advance(Duration.ofSeconds(80));
    for (int second = 80; second < 100; second++) {
      assertThat(value(cache.get())).isSameAs(first);
      if (!fetches.last().isDone()) {
        fetches.fail(Category.TRANSIENT);
      }
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(fetches.count()).isGreaterThan(5);
    CompletionStage<String> wait = cache.get();
    fetches.fail(Category.TRANSIENT);
    assertThat(failure(wait)).hasMessage("crm: it said no");
  }

  @Test
  void fetch_askedInTheBackground_getsAtMostHalfOfWhatRemains() {
    obtained(HUNDRED);
    time.advance(Duration.ofSeconds(90));
    assertThat(cache.now()).isNotNull();
    fetches.give(Duration.ofHours(1));
    time.advance(Duration.ofMinutes(55));
    assertThat(cache.now()).isNotNull();

    assertThat(fetches.atMost)
        .containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(60));
  }

  @Test
  void get_manyAtOnceAndNothingThere_isOneFetch() throws Exception {
    on(pool);

    List<CompletionStage<String>> waits = together(64, () -> cache.get());
    await(() -> fetches.count() == 1);
    String first = fetches.give(HUNDRED);

    assertThat(waits).allSatisfy(wait -> assertThat(awaited(wait)).isSameAs(first));
    assertThat(fetches.count()).isEqualTo(1);
  }

  @Test
  void get_waitIsCancelled_endsThatWaitAndNoFetch() {
    CompletionStage<String> one = cache.get();
    CompletionStage<String> other = cache.get();

    one.toCompletableFuture().cancel(true);

    assertThat(fetches.last()).isNotDone();
    String first = fetches.give(HUNDRED);
    assertThat(value(other)).isSameAs(first).isSameAs(cache.now());
  }

  // What fails.

  /** The pauses after failures in a row, without a value: up to the given seconds. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void get_failuresInARow_pauseEverLongerUpToAMinute(boolean greatest) {
    high = greatest;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      Duration pause =
          greatest ? Duration.ofSeconds(seconds) : Duration.ofSeconds(seconds).dividedBy(2);
      int before = fetches.count();
      CompletionStage<String> wait = cache.get();
      assertThat(fetches.count()).isEqualTo(before + 1);
      fetches.fail(Category.TRANSIENT);
      assertThat(failure(wait).retryAfter()).isEmpty();

      assertThat(failure(cache.get()).retryAfter()).contains(pause);
      time.advance(pause.minus(MOMENT));
      assertThat(failure(cache.get()).retryAfter()).contains(MOMENT);
      assertThat(fetches.count()).isEqualTo(before + 1);
      time.advance(MOMENT);
    }
  }

  @ParameterizedTest
  @CsvSource({"30000, false, 500", "30000, true, 1000", "300, false, 50", "300, true, 100"})
  void now_renewalFails_pauseIsAtMostAThirdOfWhatRemains(
      int leftMillis, boolean greatest, int pauseMillis) {
    obtained(Duration.ofSeconds(200));
    time.advance(Duration.ofSeconds(200).minusMillis(leftMillis));
    high = greatest;
    assertThat(cache.now()).isNotNull();
    fetches.fail(Category.TRANSIENT);

    time.advance(Duration.ofMillis(pauseMillis).minus(MOMENT));
    assertThat(cache.now()).isNotNull();
    assertThat(fetches.count()).isEqualTo(2);

    time.advance(MOMENT);
    assertThat(cache.now()).isNotNull();
    assertThat(fetches.count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "PT30S, PT30S",
    "PT0.1S, PT0.5S",
    "PT48H, PT24H",
    "PT-2562047788015215H, PT0.5S",
    "PT2562047788015215H, PT24H"
  })
  void get_otherSideSaysWhenToTryAgain_isNotAskedBefore(Duration asked, Duration pause) {
    CompletionStage<String> wait = cache.get();
    fetches.fail(new AuthException(Category.TRANSIENT, "busy").retryAfter(asked));
    assertThat(failure(wait).retryAfter()).contains(asked);

    assertThat(failure(cache.get()).retryAfter()).contains(pause);
    time.advance(pause.minus(MOMENT));
    assertThat(failure(cache.get())).hasMessage("crm: busy");
    assertThat(fetches.count()).isEqualTo(1);

    time.advance(MOMENT);
    assertThat(cache.get().toCompletableFuture()).isNotDone();
    assertThat(fetches.count()).isEqualTo(2);
  }

  @Test
  void get_failureNeedsAPerson_isFinalUntilWhatItIsMadeFromChanges() {
    Turning secret = new Turning(canary.secret("before"));
    cache = cache.from(secret);
    CompletionStage<String> wait = cache.get();
    fetches.fail(
        new AuthException(Category.REAUTHORIZATION_REQUIRED, "authorize it again")
            .retryAfter(MOMENT));
    assertThat(failure(wait).category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);

    time.advance(Duration.ofDays(30));
    assertThat(failure(cache.get())).hasMessage("crm: authorize it again");
    assertThat(fetches.count()).isEqualTo(1);
    assertThat(secret.uses).isEqualTo(1);

    secret.value = canary.secret("after");
    String first = obtained(HUNDRED);
    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(2);
  }

  /** So a secret that is in no request is read again by its time, too. */
  @Test
  void get_fetchSucceeds_whatItIsMadeFromWasUsed() {
    Turning secret = new Turning(canary.secret("before"));
    cache = cache.from(secret);
    obtained(HUNDRED);

    assertThat(secret.uses).isEqualTo(1);
  }

  @Test
  void get_whatItIsMadeFromCannotBeUsed_isForTheFetchToSay() {
    Turning secret = new Turning(canary.secret("before"));
    cache =
        cache.from(
            secret.map(value -> {
              throw new IllegalStateException(value);
            }));
    for (int i = 1; i <= 2; i++) {
      CompletionStage<String> wait = cache.get();
      fetches.fail(Category.TRANSIENT);
      assertThat(failure(wait)).hasMessage("crm: it said no");
      time.advance(Duration.ofSeconds(i));
    }

    CompletionStage<String> wait = cache.get();
    fetches.fail(Category.REAUTHORIZATION_REQUIRED);
    assertThat(failure(wait)).hasMessage("crm: it said no");
    assertThat(failure(cache.get())).hasMessage("crm: it said no");
    assertThat(fetches.count()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "REAUTHORIZATION_REQUIRED"})
  void get_refusedAndWhatItIsMadeFromHasChanged_isFetchedOnceMoreAtOnce(Category category) {
    Turning secret = new Turning(canary.secret("before"));
    cache = cache.from(secret);
    CompletionStage<String> wait = cache.get();
    secret.next = canary.secret("after");
    fetches.fail(category);
    assertThat(fetches.count()).isEqualTo(2);
    assertThat(wait.toCompletableFuture()).isNotDone();

    String second = fetches.give(HUNDRED);
    assertThat(value(wait)).isSameAs(second);
    assertThat(events).extracting(Event::kind).containsExactly(Kind.OBTAINED);
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void get_refusedAndWhatItIsMadeFromIsTheSame_isNotFetchedAgain(Category category) {
    Turning secret = new Turning(canary.secret("same"));
    cache = cache.from(secret);
    CompletionStage<String> wait = cache.get();
    fetches.fail(category);

    assertThat(failure(wait).category()).isEqualTo(category);
    assertThat(fetches.count()).isEqualTo(1);
    boolean refusal = category == Category.REFUSED || category == Category.REAUTHORIZATION_REQUIRED;
    assertThat(secret.refusals).isEqualTo(refusal ? 1 : 0);
  }

  @Test
  void get_refusedWithTheChangedSecretToo_isFinalUntilTheNextChange() {
    Turning secret = new Turning(canary.secret("before"));
    cache = cache.from(secret);
    CompletionStage<String> wait = cache.get();
    secret.next = canary.secret("after");
    fetches.fail(Category.REAUTHORIZATION_REQUIRED);
    fetches.fail(Category.REAUTHORIZATION_REQUIRED);
    assertThat(failure(wait).category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);

    time.advance(Duration.ofDays(1));
    assertThat(failure(cache.get()).category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
    assertThat(fetches.count()).isEqualTo(2);

    secret.value = canary.secret("third");
    assertThat(obtained(HUNDRED)).isSameAs(cache.now());
  }

  /** Holds what a test says, and counts who says that it was used or refused. */
  private static final class Turning implements Live<String> {
    private String value;
    private @Nullable String next;
    private int uses;
    private int refusals;

    Turning(String value) {
      this.value = value;
    }

    @Override
    public String now() {
      return value;
    }

    @Override
    public CompletionStage<String> get() {
      return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<String> refused(String refused) {
      refusals++;
      value = next == null ? value : next;
      return get();
    }

    @Override
    public void used() {
      uses++;
    }
  }

  @Test
  void left_aValueWithAnEnd_isHowLongItServesStill() {
    assertThat(cache.left()).isEmpty();
    obtained(HUNDRED);
    time.advance(Duration.ofSeconds(30));
    assertThat(cache.left()).contains(Duration.ofSeconds(70));
    time.advance(HUNDRED);
    assertThat(cache.left()).contains(Duration.ZERO);
  }

  @Test
  void now_renewalNeedsAPerson_valueServesToItsEndAndTheLogSaysSo() {
    String first = obtained(HUNDRED);
    time.advance(Duration.ofSeconds(80));
    assertThat(cache.now()).isSameAs(first);
    fetches.fail(Category.TRANSIENT);
    time.advance(Duration.ofSeconds(10));
    assertThat(cache.now()).isSameAs(first);
    fetches.fail(Category.REAUTHORIZATION_REQUIRED);
    time.advance(Duration.ofSeconds(9));
    assertThat(cache.now()).isSameAs(first);

    assertThat(value(cache.refused(first))).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(3);
    assertThat(logs.messages(Level.INFO))
        .containsExactly(
            "crm: it said no; what is at hand serves until it ends, and the renewal is tried again",
            "crm: it said no; what is at hand serves until it ends, and is not renewed before"
                + " somebody acts");
    time.advance(Duration.ofSeconds(1));
    assertThat(failure(cache.get()).category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
  }

  @Test
  void now_renewalFailsAndRecovers_isOneWarningAndOneLine() {
    String first = obtained(HUNDRED);
    time.advance(Duration.ofSeconds(80));
    for (int i = 0; i < 3; i++) {
      assertThat(cache.now()).isSameAs(first);
      fetches.fail(Category.TRANSIENT);
      time.advance(Duration.ofSeconds(4));
    }
    assertThat(cache.now()).isSameAs(first);
    String second = fetches.give(HUNDRED);

    assertThat(cache.now()).isSameAs(second);
    assertThat(logs.messages(Level.WARNING)).singleElement().asString().startsWith("crm: it said");
    assertThat(logs.messages(Level.FINEST)).hasSize(2).last().isEqualTo("crm: renewed again");
    assertThat(kinds())
        .containsExactly(
            Kind.OBTAINED, Kind.FAILED, Kind.FAILED, Kind.FAILED, Kind.RECOVERED, Kind.RENEWED);
    assertThat(events).extracting(Event::authenticator).containsOnly("crm");
    assertThat(events.get(1).failure())
        .hasValueSatisfying(failure -> assertThat(failure).hasMessage("crm: it said no"));
  }

  @Test
  void get_failuresThatSomebodyGot_areNotLoggedToo() {
    CompletionStage<String> wait = cache.get();
    fetches.fail(Category.TRANSIENT);
    assertThat(failure(wait)).hasMessage("crm: it said no");
    time.advance(Duration.ofSeconds(1));
    obtained(HUNDRED);
    time.advance(HUNDRED);
    wait = cache.get();
    fetches.fail(Category.TRANSIENT);
    assertThat(failure(wait)).hasMessage("crm: it said no");
    time.advance(Duration.ofSeconds(1));
    obtained(HUNDRED);

    assertThat(logs.messages(Level.FINEST)).isEmpty();
    assertThat(kinds())
        .containsExactly(
            Kind.FAILED, Kind.RECOVERED, Kind.OBTAINED, Kind.FAILED, Kind.RECOVERED, Kind.RENEWED);
  }

  static Stream<Refreshing.Fetch<String>> brokenFetches() {
    return Stream.of(
        atMost -> {
          throw new IllegalStateException("canary/broken");
        },
        atMost -> {
          throw new NoClassDefFoundError("canary/broken");
        },
        atMost -> null,
        atMost -> CompletableFuture.completedFuture(null),
        atMost -> CompletableFuture.failedFuture(new IllegalStateException("canary/broken")));
  }

  @ParameterizedTest
  @MethodSource("brokenFetches")
  void get_fetchIsBroken_isItsFaultWithoutItsWordsAndTriedAgain(Refreshing.Fetch<String> broken) {
    canary.watch("broken", "canary/broken");
    boolean[] mended = new boolean[1];
    cache =
        Refreshing.of(
            context(Runnable::run),
            atMost -> mended[0] ? fetches.fetch(atMost) : broken.fetch(atMost));

    AuthException failure = failure(cache.get());
    assertThat(failure.category()).isEqualTo(Category.REQUEST);
    assertThat(failure).hasMessageContaining("a fault of the provider");

    mended[0] = true;
    time.advance(Duration.ofSeconds(1));
    assertThat(cache.now()).isNull();
    String first = obtained(HUNDRED);
    assertThat(cache.now()).isSameAs(first);
  }

  @Test
  void get_backgroundFetchTakesTooLong_isBegunAnewWithTheWholeTime() throws Exception {
    cache = on(pool).seeded(Fresh.of(canary.secret("seed"), time.nanoTime(), HUNDRED));
    time.advance(HUNDRED.minusSeconds(2));
    assertThat(cache.now()).isNotNull();
    time.advance(Duration.ofSeconds(2));
    CompletionStage<String> wait = cache.get();

    await(() -> fetches.count() == 2);
    assertThat(fetches.atMost).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(60));
    assertThat(events.get(0).failure().orElseThrow())
        .hasMessage("crm: what it waited for did not come in time, which was at most 2000 ms");
    assertThat(wait.toCompletableFuture()).isNotDone();
    String value = fetches.give(HUNDRED);

    assertThat(wait.toCompletableFuture().get(10, TimeUnit.SECONDS)).isSameAs(value);
    assertThat(kinds()).startsWith(Kind.FAILED, Kind.RECOVERED);
  }

  @Test
  void now_executorComesWhenItIsTooLate_doesNotFetch() {
    Queue<Runnable> late = new ConcurrentLinkedQueue<>();
    cache = on(late::add).seeded(Fresh.of(canary.secret("seed"), time.nanoTime(), HUNDRED));
    time.advance(HUNDRED.minusMillis(20));
    assertThat(cache.now()).isNotNull();

    await(() -> late.size() == 2);
    late.remove().run();
    assertThat(fetches.count()).isZero();
    late.remove().run();

    assertThat(kinds()).containsExactly(Kind.FAILED);
  }

  @Test
  void get_executorTakesNoWork_failsAtOnceAndIsTriedAgain() {
    pool.shutdownNow();
    on(pool);

    assertThat(failure(cache.get()))
        .hasMessage("crm: its executor takes no work: is it closed?")
        .satisfies(failure -> assertThat(failure.category()).isEqualTo(Category.TRANSIENT));
    assertThat(failure(cache.get()).retryAfter()).contains(Duration.ofMillis(500));
  }

  @Test
  void get_executorClosesWhileAFetchHangs_endsTheWaitAllTheSame() {
    Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    cache =
        on(
                task -> {
                  if (!work.isEmpty()) {
                    throw new RejectedExecutionException();
                  }
                  work.add(task);
                })
            .seeded(Fresh.of(canary.secret("seed"), time.nanoTime(), HUNDRED));
    time.advance(HUNDRED.minusSeconds(2));
    assertThat(cache.now()).isNotNull();
    time.advance(Duration.ofSeconds(2));

    assertThat(awaitedFailure(cache.get()))
        .hasMessage("crm: its executor takes no work: is it closed?");
  }

  // What is refused.

  @Test
  void refused_byIdentity_takesNoOtherAway() {
    String first = obtained(HUNDRED);

    String another = new String(first);

    assertThat(value(cache.refused(another))).isSameAs(another);
    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(1);
    assertThat(kinds()).containsExactly(Kind.OBTAINED);
  }

  @Test
  void refused_byManyAtOnce_isOneFetch() throws Exception {
    on(pool);
    CompletionStage<String> wait = cache.get();
    await(() -> fetches.count() == 1);
    String first = fetches.give(HUNDRED);
    assertThat(awaited(wait)).isSameAs(first);

    List<CompletionStage<String>> waits = together(64, () -> cache.refused(first));
    await(() -> fetches.count() == 2);
    assertThat(cache.now()).isNull();
    String second = fetches.give(HUNDRED);

    assertThat(waits).allSatisfy(next -> assertThat(awaited(next)).isSameAs(second));
    assertThat(value(cache.refused(first))).isSameAs(second);
    assertThat(fetches.count()).isEqualTo(2);
    assertThat(kinds()).containsExactly(Kind.OBTAINED, Kind.REFUSED, Kind.RENEWED);
  }

  @Test
  void refused_whileItIsRenewedInTheBackground_waitsForThat() {
    String first = obtained(HUNDRED);
    time.advance(Duration.ofSeconds(80));
    assertThat(cache.now()).isSameAs(first);

    CompletionStage<String> wait = cache.refused(first);
    assertThat(cache.now()).isNull();
    String second = fetches.give(HUNDRED);

    assertThat(value(wait)).isSameAs(second).isSameAs(cache.now());
    assertThat(fetches.count()).isEqualTo(2);
    assertThat(kinds()).containsExactly(Kind.OBTAINED, Kind.REFUSED, Kind.RENEWED);
  }

  @Test
  void refused_renewalFails_isNotServedAnyMore() {
    String first = obtained(HUNDRED);
    CompletionStage<String> wait = cache.refused(first);
    fetches.fail(Category.TRANSIENT);

    assertThat(failure(wait)).hasMessage("crm: it said no");
    assertThat(cache.now()).isNull();
    assertThat(failure(cache.refused(first)).retryAfter()).isPresent();
    assertThat(fetches.count()).isEqualTo(2);

    time.advance(Duration.ofSeconds(1));
    obtained(HUNDRED);
    assertThat(kinds())
        .containsExactly(Kind.OBTAINED, Kind.REFUSED, Kind.FAILED, Kind.RECOVERED, Kind.RENEWED);
  }

  @Test
  void refused_whileNothingMayBeTried_staysAsItIs() {
    String first = obtained(HUNDRED);
    time.advance(Duration.ofSeconds(80));
    assertThat(cache.now()).isSameAs(first);
    fetches.fail(Category.TRANSIENT);

    assertThat(value(cache.refused(first))).isSameAs(first).isSameAs(cache.now());
    assertThat(fetches.count()).isEqualTo(2);
  }

  @Test
  void now_renewalGivesAnEqualValue_itIsTheSameObject() {
    String first = obtained(HUNDRED);
    time.advance(Duration.ofSeconds(80));
    assertThat(cache.now()).isSameAs(first);
    fetches.give("t1", Optional.of(HUNDRED), Optional.empty());
    time.advance(Duration.ofSeconds(60));

    assertThat(cache.now()).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(2);
  }

  @Test
  void refused_anEqualValueComesBack_itIsTheSameObject() {
    String first = obtained(HUNDRED);
    CompletionStage<String> wait = cache.refused(first);
    fetches.give("t1", Optional.of(HUNDRED), Optional.empty());

    assertThat(value(wait)).isSameAs(first).isSameAs(cache.now());
  }

  @Test
  void refused_asSoonAsItCameAgainAndAgain_isRenewedEverMoreSeldom() {
    String last = obtained(Duration.ofDays(1));
    for (int seconds : new int[] {0, 1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      int before = fetches.count();
      if (seconds > 0) {
        time.advance(Duration.ofSeconds(seconds).minus(MOMENT));
        assertThat(value(cache.refused(last))).isSameAs(last);
        assertThat(fetches.count()).isEqualTo(before);
        time.advance(MOMENT);
      }
      CompletionStage<String> wait = cache.refused(last);
      assertThat(fetches.count()).isEqualTo(before + 1);
      last = fetches.give(Duration.ofDays(1));
      assertThat(value(wait)).isSameAs(last);
    }

    time.advance(Duration.ofHours(1));
    CompletionStage<String> wait = cache.refused(last);
    last = fetches.give(Duration.ofDays(1));
    time.advance(Duration.ofSeconds(1));
    assertThat(cache.refused(last).toCompletableFuture()).isNotDone();
    assertThat(value(wait)).isSameAs(last);
  }

  // Who would rather wait.

  // Another one before it is due.

  @Test
  void latest_valueAtHand_isRenewedOnceForAllAndServesMeanwhile() throws Exception {
    String first = obtained(HUNDRED);

    List<CompletionStage<String>> waits = together(8, cache::latest);
    assertThat(cache.now()).isSameAs(first);
    assertThat(value(cache.get())).isSameAs(first);
    String second = fetches.give(HUNDRED);

    assertThat(waits).allSatisfy(next -> assertThat(value(next)).isSameAs(second));
    assertThat(cache.now()).isSameAs(second);
    assertThat(fetches.count()).isEqualTo(2);
    assertThat(kinds()).containsExactly(Kind.OBTAINED, Kind.RENEWED);
  }

  @Test
  void latest_renewalFails_isTheOneAtHandAndTriedNoMoreInThePause() {
    String first = obtained(HUNDRED);
    CompletionStage<String> wait = cache.latest();
    fetches.fail(Category.TRANSIENT);

    assertThat(value(wait)).isSameAs(first);
    assertThat(value(cache.latest())).isSameAs(first);
    assertThat(fetches.count()).isEqualTo(2);
    logs.messages(Level.WARNING);
  }

  @Test
  void latest_nothingAtHand_isObtainedOrTheFailure() {
    CompletionStage<String> wait = cache.latest();
    fetches.fail(Category.REFUSED);
    assertThat(failure(wait)).hasMessage("crm: it said no");

    time.advance(Duration.ofSeconds(1));
    wait = cache.latest();
    String first = fetches.give(HUNDRED);
    assertThat(value(wait)).isSameAs(first);
  }

  @Test
  void waiting_failurePasses_waitsThroughIt() {
    cache = on(pool).waiting();
    CompletionStage<String> wait = cache.get();
    await(() -> fetches.count() == 1);
    fetches.fail(Category.TRANSIENT);
    await(() -> kinds().contains(Kind.FAILED));
    time.advance(Duration.ofSeconds(1));
    await(() -> fetches.count() == 2);
    assertThat(wait.toCompletableFuture()).isNotDone();
    String first = fetches.give(HUNDRED);

    assertThat(awaited(wait)).isSameAs(first);
    assertThat(value(cache.get())).isSameAs(first);
  }

  @Test
  void waiting_refusedValueAndFailurePasses_waitsThroughIt() {
    String first = canary.secret("seed");
    cache = on(pool).waiting().seeded(Fresh.of(first, time.nanoTime(), HUNDRED));
    CompletionStage<String> wait = cache.refused(first);
    await(() -> fetches.count() == 1);
    fetches.fail(Category.TRANSIENT);
    await(() -> kinds().contains(Kind.FAILED));
    time.advance(Duration.ofSeconds(1));
    await(() -> fetches.count() == 2);

    String second = fetches.give(HUNDRED);
    assertThat(awaited(wait)).isSameAs(second);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSIENT")
  void waiting_failureStays_failsAtOnce(Category category) {
    cache = cache.waiting();
    CompletionStage<String> wait = cache.get();
    fetches.fail(category);

    assertThat(failure(wait).category()).isEqualTo(category);
    assertThat(failure(cache.get()).category()).isEqualTo(category);
  }

  @Test
  void waiting_callerHasCancelled_triesNoMoreForIt() {
    Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    cache = on(work::add).waiting();
    CompletionStage<String> gone = cache.get();
    CompletionStage<String> stays = cache.get();
    work.remove().run();
    fetches.fail(Category.TRANSIENT);
    gone.toCompletableFuture().cancel(true);
    time.advance(Duration.ofSeconds(1));

    await(() -> !work.isEmpty());
    work.remove().run();
    work.remove().run();
    String first = fetches.give(HUNDRED);

    assertThat(value(stays)).isSameAs(first);
    assertThat(work).isEmpty();
  }

  @Test
  void waiting_executorCloses_endsTheWait() {
    ExecutorService closing = Executors.newSingleThreadExecutor();
    cache = on(closing).waiting();
    CompletionStage<String> wait = cache.get();
    await(() -> fetches.count() == 1);
    closing.shutdown();
    fetches.fail(Category.TRANSIENT);

    assertThat(awaitedFailure(wait)).hasMessage("crm: it said no");
  }

  private static String awaited(CompletionStage<String> stage) {
    try {
      return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException stuck) {
      throw new AssertionError(stuck);
    }
  }

  private static void await(BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(10));
      Thread.onSpinWait();
    }
  }

  private List<CompletionStage<String>> together(
      int threads, Supplier<CompletionStage<String>> what) throws Exception {
    CyclicBarrier all = new CyclicBarrier(threads);
    List<Future<CompletionStage<String>>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      calls.add(
          pool.submit(() -> {
            all.await();
            return what.get();
          }));
    }
    List<CompletionStage<String>> stages = new ArrayList<>();
    for (Future<CompletionStage<String>> call : calls) {
      stages.add(call.get(10, TimeUnit.SECONDS));
    }
    return stages;
  }
}
