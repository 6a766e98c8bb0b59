package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.AuthException;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Fresh;
import io.countersign.spi.Live;
import io.countersign.spi.Lookup;
import io.countersign.spi.Refreshing;
import io.countersign.spi.SecretRef;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In whatever order threads take their steps: one fetch serves everyone, nobody waits for ever, and
 * who asks later gets no older value.
 */
final class RefreshingOrderTest {
  private static final int TURNS_TAKEN = 4;
  private static final Duration LIFETIME = Duration.ofSeconds(100);

  private final Logger log = Logger.getLogger("io.countersign");

  @BeforeEach
  void hush() {
    log.setLevel(Level.OFF);
  }

  @AfterEach
  void speak() {
    log.setLevel(null);
  }

  /**
   * Threads that meet at a value.
   *
   * @param age how many seconds ago the value came that all begin with; negative if there is none
   */
  record Meeting(String name, int age, List<Consumer<User>> threads) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Meeting> AT_NOTHING =
      List.of(
          new Meeting("nothing there", -1, List.of(User::get, User::get, User::get)),
          new Meeting(
              "nothing there, then more",
              -1,
              List.of(User::get, user -> user.get().now(), User::now)),
          new Meeting("ended", 100, List.of(User::get, User::get, User::now)));

  private static final List<Meeting> AT_A_VALUE =
      List.of(
          new Meeting("refused", 0, List.of(User::refuseFirst, User::refuseFirst, User::get)),
          new Meeting(
              "refused, then more",
              0,
              List.of(user -> user.refuseFirst().refuse(), user -> user.now().refuse())),
          new Meeting("due", 95, List.of(User::used, User::get, User::used)),
          new Meeting("due, refused", 95, List.of(User::used, User::refuseFirst, User::get)),
          new Meeting(
              "due, refused twice", 95, List.of(User::used, User::refuseFirst, User::refuseFirst)),
          new Meeting("ended, refused", 100, List.of(User::get, User::refuseFirst, User::get)));

  enum Fetching {
    ON_THE_THREAD_THAT_ASKS,
    ON_ANOTHER_THREAD,
    FAILING,
    /** The other side says that it has it no longer. */
    GONE
  }

  static Stream<Arguments> meetings() {
    return Stream.of(AT_NOTHING, AT_A_VALUE)
        .flatMap(List::stream)
        .flatMap(RefreshingOrderTest::withEveryFetching)
        .filter(meeting -> meeting.get()[1] != Fetching.GONE);
  }

  /** A secret is there from the start, and has no end. */
  static Stream<Arguments> meetingsAtASecret() {
    return AT_A_VALUE.stream().flatMap(RefreshingOrderTest::withEveryFetching);
  }

  private static Stream<Arguments> withEveryFetching(Meeting meeting) {
    return Stream.of(Fetching.values()).map(how -> Arguments.of(meeting, how));
  }

  @ParameterizedTest
  @MethodSource("meetings")
  void refreshing_anyOrderOfSteps_isOneFetchForAll(Meeting meeting, Fetching how) {
    inEveryOrder(meeting, how, world -> token(world, meeting.age >= 0));
  }

  @ParameterizedTest
  @MethodSource("meetingsAtASecret")
  void secret_anyOrderOfSteps_isReadOnceForAll(Meeting meeting, Fetching how) {
    inEveryOrder(meeting, how, RefreshingOrderTest::secret);
  }

  private static void inEveryOrder(
      Meeting meeting, Fetching how, Function<World, Live<String>> making) {
    int orders =
        Interleavings.every(
            TURNS_TAKEN,
            pause -> {
              World world = new World(how, pause);
              User user = new User(world, making.apply(world), meeting.threads);
              world.nanos += Duration.ofSeconds(Math.max(0, meeting.age)).toNanos();
              return user;
            });
    assertThat(orders).isGreaterThan(100);
  }

  private static Live<String> token(World world, boolean seeded) {
    Refreshing<String> empty =
        Refreshing.of(
            world.context,
            atMost -> {
              String value = world.fetch();
              return value == null
                  ? CompletableFuture.failedFuture(
                      new AuthException(AuthException.Category.TRANSIENT, "down"))
                  : CompletableFuture.completedFuture(Fresh.of(value, world.nanos, LIFETIME));
            });
    return seeded ? empty.seeded(Fresh.of("0", world.nanos, LIFETIME)) : empty;
  }

  private static Live<String> secret(World world) {
    SecretCell cell =
        new SecretCell(
            new SecretRef.Key("a.key"),
            new SecretCell.Again() {
              @Override
              public Trace read(SecretRef ref) {
                String value = world.fetch();
                Trace trace = new Trace();
                trace.add(new Trace.Step("env", ref, world.said(value), false));
                return trace;
              }

              @Override
              public long nanoTime() {
                return world.context.nanoTime();
              }

              @Override
              public Freshness freshness(String source) {
                Duration ttl = LIFETIME.dividedBy(2);
                return new Freshness(ttl, ttl, LIFETIME);
              }

              @Override
              public void found(SecretRef ref, boolean changed) {
                world.pause.run();
              }

              @Override
              public void lost(SecretRef ref, Trace trace, boolean serves) {
                world.pause.run();
              }

              @Override
              public AuthContext context(SecretRef ref) {
                return world.context;
              }
            });
    cell.bind("env", cell.ref(), found("0"));
    return cell;
  }

  private static Lookup.Found found(String value) {
    return new Lookup.Found(value, "A_KEY", Optional.empty(), List.of());
  }

  /** Where every call is the end of a step, and a fetch gives 1, 2, …, or null if it fails. */
  private static final class World {
    private final Fetching how;
    private final Runnable pause;
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final AuthContext context;
    private long nanos = Long.MAX_VALUE - 1;
    private int fetching;
    private int fetchingAtOnce;
    private int fetches;

    World(Fetching how, Runnable pause) {
      this.how = how;
      this.pause = pause;
      this.context =
          new Surroundings(
                  this::execute,
                  Clock.systemUTC(),
                  () -> {
                    pause.run();
                    return nanos;
                  },
                  () -> {
                    pause.run();
                    return new Random(1);
                  },
                  Random::new,
                  Map.of(),
                  event -> pause.run(),
                  UnaryOperator.identity())
              .context(
                  "numbers",
                  Path.of(""),
                  () -> {
                    throw new AssertionError();
                  },
                  () -> {
                    throw new AssertionError();
                  });
    }

    private void execute(Runnable task) {
      pause.run();
      if (how == Fetching.ON_ANOTHER_THREAD) {
        work.add(task);
      } else {
        task.run();
      }
    }

    void work() {
      for (Runnable task = work.poll(); task != null; task = work.poll()) {
        task.run();
      }
    }

    @Nullable String fetch() {
      fetching++;
      fetchingAtOnce = Math.max(fetchingAtOnce, fetching);
      fetches++;
      pause.run();
      fetching--;
      return fails() ? null : Integer.toString(fetches);
    }

    boolean fails() {
      return how == Fetching.FAILING || how == Fetching.GONE;
    }

    Lookup said(@Nullable String value) {
      if (value != null) {
        return RefreshingOrderTest.found(value);
      }
      return how == Fetching.GONE
          ? new Lookup.NotFound(List.of(), List.of())
          : new Lookup.Failed(Lookup.Failure.UNAVAILABLE, List.of(), "down");
    }
  }

  /** Uses the value, and keeps what came. */
  private static final class User implements Interleavings.Run {
    private final World world;
    private final Live<String> live;
    private final @Nullable String first;
    private final List<Consumer<User>> threads;
    private final List<CompletableFuture<?>> waits = new ArrayList<>();
    private final List<String> older = new ArrayList<>();
    private int newest;

    User(World world, Live<String> live, List<Consumer<User>> threads) {
      this.world = world;
      this.live = live;
      this.first = live.now();
      this.threads = threads;
    }

    User now() {
      saw(newest, live.now());
      return this;
    }

    User get() {
      return waits(live::get);
    }

    User used() {
      live.used();
      return this;
    }

    User refuseFirst() {
      return waits(() -> live.refused(Objects.requireNonNull(first)));
    }

    User refuse() {
      String value = live.now();
      return value == null ? this : waits(() -> live.refused(value));
    }

    private User waits(Supplier<CompletionStage<String>> asking) {
      int before = newest;
      waits.add(asking.get().thenAccept(value -> saw(before, value)).toCompletableFuture());
      return this;
    }

    private void saw(int before, @Nullable String value) {
      int number = value == null ? before : Integer.parseInt(value);
      if (number < before) {
        older.add(number + " after " + before);
      }
      newest = Math.max(newest, number);
    }

    @Override
    public List<Runnable> threads() {
      List<Runnable> all = new ArrayList<>();
      threads.forEach(thread -> all.add(() -> thread.accept(this)));
      if (world.how == Fetching.ON_ANOTHER_THREAD) {
        all.add(world::work);
      }
      return all;
    }

    @Override
    public void check() {
      world.work();
      assertThat(older).as("older values").isEmpty();
      assertThat(waits).allMatch(CompletableFuture::isDone);
      if (waits.stream().anyMatch(CompletableFuture::isCompletedExceptionally)) {
        assertThat(live.now()).as("what was refused").isNull();
      }
      assertThat(world.fetchingAtOnce).isEqualTo(1);
      if (world.how == Fetching.GONE) {
        assertThat(live.now()).as("what is gone").isNull();
        assertThat(world.fetches).isBetween(1, 2);
      } else if (!world.fails()) {
        assertThat(world.fetches).isEqualTo(1);
        assertThat(live.now()).isEqualTo("1");
      } else {
        // A secret has no pause after a look at it that found nothing new.
        assertThat(world.fetches).isBetween(1, live instanceof SecretCell ? 2 : 1);
      }
    }
  }
}
