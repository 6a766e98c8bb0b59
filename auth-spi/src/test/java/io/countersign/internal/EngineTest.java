package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.Explanation;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Lookup;
import io.countersign.spi.Rule;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EngineTest {
  private static final Setting<Secret> KEY = Setting.secret("key");
  private static final String TWO =
      "countersign { secrets.priority = [env], authenticators {\n"
          + "a { type = probe, origins = any }\n"
          + "b { type = probe, origins = any } } }";

  private final Probe probe = new Probe("probe", KEY);
  private final FakeSource env = new FakeSource("env");

  private Countersign.Builder builder() {
    return Countersign.builder().provider(probe).resolver(env);
  }

  private Countersign of(String conf) {
    return builder().of(Harness.conf(conf));
  }

  private static AuthConfigException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(AuthConfigException.class, call);
  }

  @Test
  void ready_oneBlockFails_othersAreBuiltAndItIsTriedAgain() {
    env.holding("b.key", "x");
    Countersign countersign = of(TWO);

    assertThat(failure(countersign::ready))
        .hasMessageStartingWith(
            "Countersign cannot build 1 of 2 authenticators: 1 secret is missing.\n");
    assertThat(probe.made).hasSize(1);
    assertThatCode(() -> countersign.authenticator("b")).doesNotThrowAnyException();
    assertThat(failure(() -> countersign.authenticator("a")).problems()).hasSize(1);

    env.holding("a.key", "y");
    countersign.authenticator("a");
    countersign.ready();
    assertThat(probe.made).hasSize(2);
  }

  @Test
  void authenticator_askedTwice_isTheSame() {
    env.holding("a.key", "x");
    Countersign countersign = of(TWO);

    assertThat(countersign.authenticator("a")).isSameAs(countersign.authenticator("a"));
  }

  @Test
  void authenticator_concurrentFirstCalls_buildOnce() throws Exception {
    env.holding("a.key", "x");
    Countersign countersign = of(TWO);
    int threads = 8;
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Authenticator>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        calls.add(
            pool.submit(() -> {
              together.await();
              return countersign.authenticator("a");
            }));
      }
      for (Future<Authenticator> call : calls) {
        assertThat(call.get()).isSameAs(calls.get(0).get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(probe.made).hasSize(1);
    assertThat(env.batches).hasSize(1);
  }

  @Test
  void ready_nothingConfigured_isFineAndAnyNameIsUnknown() {
    Countersign countersign = of("x = 1");

    assertThat(countersign.ready().names()).isEmpty();
    assertThat(countersign.explain().authenticators()).isEmpty();
    assertThat(failure(() -> countersign.authenticator("crm")).problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.what())
                .isEqualTo(
                    "there is no authenticator \"crm\"; none is configured: is it the right file?"));
  }

  @Test
  void authenticator_unknownName_isToldWithTheNearestAndAllOthers() {
    Countersign countersign = of(TWO.replace("a {", "billing {"));

    assertThat(failure(() -> countersign.authenticator("biling")).problems())
        .extracting(Problem::what)
        .containsExactly(
            "there is no authenticator \"biling\"; did you mean billing? Configured: b, billing");
    assertThat(failure(() -> countersign.ready("b", "zzz", "yyy")).problems()).hasSize(2);
    assertThat(failure(() -> countersign.explain("zzz")).problems()).hasSize(1);
    assertThat(failure(() -> countersign.authenticator("a s3cr3t!")))
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void of_nullBlocks_areTakenAway() {
    env.holding("b.key", "x");
    assertThat(of(TWO + "\ncountersign { authenticators.a = null, http = null }").ready().names())
        .containsExactly("b");
  }

  @Test
  void of_wrongRooms_areToldWithEveryBuild() {
    env.holding("a.key", "x");
    Countersign countersign = of("countersign { authenticator {}, http = 3 }\n" + TWO);

    assertThat(failure(() -> countersign.ready("a")).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "a.conf: 1: countersign.authenticator: unknown setting; did you mean authenticators?",
            "a.conf: 1: countersign.http: must be a block { … }, not a number");
  }

  @Test
  void of_unresolvedConfig_isAMistakeOfTheProgram() {
    assertThatThrownBy(() -> builder().of(ConfigFactory.parseString("a = ${b}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the Config is not resolved: give config.resolve()");
  }

  @Test
  void builderAuthenticator_ofAConfiguredName_takesItsPlace() {
    env.holding("b.key", "x");
    Countersign countersign =
        builder()
            .authenticator("a", "probe", Map.of("origins", "any", "key", "{{literal:given}}"))
            .authenticator(
                "c", "probe", Map.of("origins", List.of("https://c.example"), "key", "{{b.key}}"))
            .of(Harness.conf(TWO.replace("a {", "a { nonsense = 1,")));

    countersign.ready();

    assertThat(countersign.names()).containsExactly("a", "b", "c");
    assertThat(probe.made)
        .extracting(settings -> settings.get(KEY).reveal())
        .containsExactly("given", "x", "x");
  }

  @Test
  void builderAuthenticator_withWhatNoConfigurationCanSay_isAMistakeOfTheProgram() {
    assertThatThrownBy(
            () -> builder().authenticator("a", "probe", Map.of("key", new StringBuilder("s3cr3t"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the settings of authenticator a must be texts")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void builderAuthenticator_oddName_isAFaultAndNoCrash() {
    Countersign countersign =
        builder().authenticator("My \"Api\".x", "probe", Map.of()).of(ConfigFactory.empty());
    assertThat(failure(countersign::ready).problems())
        .extracting(Problem::what)
        .containsExactly("is no name of an authenticator: those are of the form [a-z][a-z0-9-]*");
  }

  /** A way in which a provider fails to make an authenticator. */
  record Failing(String threw, Function<Settings, Authenticator> making) {
    @Override
    public String toString() {
      return threw;
    }
  }

  static Stream<Failing> failingCreations() {
    return Stream.of(
        new Failing(
            "threw java.lang.IllegalStateException",
            settings -> {
              throw new IllegalStateException("s3cr3t", new RuntimeException("s3cr3t"));
            }),
        new Failing(
            "threw java.lang.NoClassDefFoundError",
            settings -> {
              throw new NoClassDefFoundError("s3cr3t");
            }),
        new Failing("threw java.lang.NullPointerException", settings -> null));
  }

  @ParameterizedTest
  @MethodSource("failingCreations")
  void authenticator_creationFails_isAMistakeOfTheProvider(Failing creation) {
    env.holding("a.key", "s3cr3t");
    probe.making(creation.making());

    assertThat(failure(() -> of(TWO).authenticator("a")))
        .hasNoCause()
        .hasMessageContaining("its provider io.countersign.internal.Probe (")
        .hasMessageContaining(creation.threw())
        .hasMessageContaining("this is a mistake of the provider, not of the configuration")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void authenticator_providerRefusesTheSettings_isShownInItsWords() {
    env.holding("a.key", "s3cr3t");
    probe.making(settings -> {
      throw new IllegalArgumentException("key and colour do not go together");
    });
    assertThat(failure(() -> of(TWO).authenticator("a")).problems())
        .containsExactly(
            new Problem(
                "a.conf: 2", "countersign.authenticators.a", "key and colour do not go together"));
  }

  @Test
  void authenticator_providerRefusesInWordsThatHoldASecret_isNotShown() {
    env.holding("a.key", "s3cr3t of us");
    probe.making(settings -> {
      java.net.URI.create(settings.get(KEY).reveal());
      return Authenticator.none();
    });
    assertThat(failure(() -> of(TWO).authenticator("a")))
        .hasNoCause()
        .hasMessageContaining("the settings do not go together")
        .hasMessageNotContaining("s3cr3t");
  }

  /** A provider whose declaration is wrong in one way. */
  record Misdeclared(String cause, List<Setting<?>> settings, List<Rule> rules)
      implements AuthProvider {
    Misdeclared(String cause, Setting<?>... settings) {
      this(cause, Arrays.asList(settings), List.of());
    }

    @Override
    public String type() {
      return "wrong";
    }

    @Override
    public List<Setting<?>> settings() {
      if (settings.isEmpty() && rules.isEmpty()) {
        throw new IllegalStateException("s3cr3t");
      }
      return settings;
    }

    @Override
    public Authenticator create(Settings given, AuthContext context) {
      throw new AssertionError("never made");
    }
  }

  static Stream<Misdeclared> misdeclared() {
    Setting<String> x = Setting.plain("x");
    return Stream.of(
        new Misdeclared("cannot say its settings: java.lang.IllegalStateException"),
        new Misdeclared("cannot say its settings: java.lang.NullPointerException", x, null),
        new Misdeclared(
            "declares a setting type, which belongs to Countersign", Setting.plain("type")),
        new Misdeclared("declares a setting origins, which", Setting.list("origins").optional()),
        new Misdeclared("declares a setting on-conflict, which", Setting.plain("on-conflict")),
        new Misdeclared("declares a setting shared, which", Setting.flag("shared")),
        new Misdeclared("declares the setting x twice", x, Setting.integer("x")),
        new Misdeclared(
            "declares the setting y twice",
            Setting.block("in", List.of(Setting.plain("y"), Setting.plain("y"))).optional()),
        new Misdeclared(
            "makes x depend on y, which is no word of the same block",
            x.when(Setting.plain("y"), "1")),
        new Misdeclared(
            "has a rule about y, which it does not declare",
            List.of(x),
            List.of(Rule.atMostOne(x, Setting.plain("y")))));
  }

  @ParameterizedTest
  @MethodSource("misdeclared")
  void ready_providerDeclaresWrongly_isItsMistakeAlsoWhereItIsNested(Misdeclared provider) {
    Countersign countersign =
        Countersign.builder()
            .provider(provider)
            .provider(new Probe("outer", Setting.authenticator("by")))
            .of(
                Harness.conf(
                    "countersign { secrets.priority = [], authenticators {\n"
                        + "a.type = wrong\n"
                        + "b { type = outer, by { type = wrong } } } }"));

    List<Problem> problems = failure(countersign::ready).problems();

    assertThat(problems)
        .extracting(Problem::path)
        .containsExactly(
            "countersign.authenticators.a.type", "countersign.authenticators.b.by.type");
    assertThat(problems)
        .allSatisfy(problem ->
            assertThat(problem.what())
                .startsWith("its provider io.countersign.internal.EngineTest$Misdeclared (")
                .contains(provider.cause())
                .doesNotContain("s3cr3t"));
  }

  @Test
  void close_closesTheLastMadeFirstAndEachOnce() {
    List<String> closed = new ArrayList<>();
    probe.making(settings ->
        closing(() -> {
          closed.add(settings.path());
          if (settings.path().endsWith(".b")) {
            throw new IllegalStateException("s3cr3t");
          }
        }));
    env.holding("a.key", "x").holding("b.key", "x");
    Countersign countersign = of(TWO).ready();

    try (LogCapture log = new LogCapture()) {
      countersign.close();
      countersign.close();
      assertThat(log.lines)
          .singleElement()
          .asString()
          .contains("failed to close")
          .doesNotContain("s3cr3t");
    }

    assertThat(closed)
        .containsExactly("countersign.authenticators.b", "countersign.authenticators.a");
    assertThat(env.closed).containsExactly("env");
    assertThatThrownBy(() -> countersign.authenticator("a"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(countersign::ready).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(countersign::explain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_nestedAuthenticators_areClosedTooAndAfterAFailedCreationAtOnce() {
    List<String> closed = new ArrayList<>();
    probe.making(settings -> closing(() -> closed.add("nested")));
    env.holding("a.by.key", "x");
    Probe outer = new Probe("outer", Setting.authenticator("by"));
    String conf =
        "countersign { secrets.priority = [env], authenticators.a { type = outer, origins = any, by.type = probe } }";

    outer.making(settings -> closing(() -> closed.add("outer")));
    builder().provider(outer).of(Harness.conf(conf)).ready().close();
    assertThat(closed).containsExactly("outer", "nested");

    closed.clear();
    outer.making(settings -> {
      throw new IllegalStateException();
    });
    Countersign failing = builder().provider(outer).of(Harness.conf(conf));
    assertThat(failure(failing::ready)).isNotNull();
    assertThat(closed).containsExactly("nested");
  }

  private static Authenticator closing(Runnable onClose) {
    return new Authenticator() {
      @Override
      public AuthStep authenticate(AuthRequest request) {
        return Authenticator.none().authenticate(request);
      }

      @Override
      public void close() {
        onClose.run();
      }
    };
  }

  @Test
  void explain_everyKindOfSetting_saysWhereItComesFromAndShowsNoText() {
    Probe all =
        new Probe(
            "all",
            Setting.plain("colour").orElse("red"),
            Setting.secret("good"),
            Setting.secret("missing"),
            Setting.secret("denied"),
            Setting.text("literal"),
            Setting.text("mixed"));
    env.holding("e.good", "s3cr3t").failing("e.denied", Lookup.Failure.DENIED);
    Countersign countersign =
        builder()
            .provider(all)
            .of(
                Harness.conf(
                    "countersign.secrets.priority = [env]\n"
                        + "countersign.authenticators.e { type = all, origins = any\n"
                        + "literal = s3cr3t\nmixed = \"x {{e.good|base64}} {{e.missing}}\" }"));

    Explanation explained = countersign.explain("e");

    assertThat(explained.authenticators())
        .singleElement()
        .satisfies(block -> {
          assertThat(block.name() + " " + block.type() + " " + block.where())
              .isEqualTo("e all a.conf: 2");
          assertThat(block.settings())
              .extracting(EngineTest::line)
              .containsExactly(
                  "type | a.conf: 2 | all |",
                  "origins | a.conf: 2 | any |",
                  "on-conflict | default | error |",
                  "shared | default | false |",
                  "colour | default | red |",
                  "good |  | {{e.good}} | e.good: env E_GOOD",
                  "missing |  | {{e.missing}} | e.missing:  missing",
                  "denied |  | {{e.denied}} | e.denied:  denied",
                  "literal | a.conf: 3 | (literal) |",
                  "mixed | a.conf: 4 | …{{e.good|base64}}…{{e.missing}} | e.good: env E_GOOD,"
                      + " e.missing:  missing");
        });
    assertThat(explained.report().orElseThrow())
        .startsWith("Countersign cannot build 1 of 1 authenticator: ");
    assertThat(explained.toString()).doesNotContain("s3cr3t");
    assertThat(all.made).isEmpty();
  }

  private static String line(Explanation.Entry entry) {
    List<String> parts = new ArrayList<>();
    for (Explanation.Part part : entry.parts()) {
      parts.add(part.reference() + ": " + part.source() + " " + part.place());
    }
    String line = entry.path() + " | " + entry.where() + " | " + entry.shown() + " | ";
    return (line + String.join(", ", parts)).strip();
  }

  @Test
  void explain_whatIsInUse_isNotAskedAgain() {
    env.holding("a.key", "x").holding("b.key", "y");
    Countersign countersign = of(TWO);
    countersign.authenticator("a");

    Explanation explained = countersign.explain();

    assertThat(env.batches).containsExactly(Set.of("a.key"), Set.of("b.key"));
    assertThat(explained.report()).isEmpty();
    assertThat(explained.authenticators())
        .allSatisfy(block ->
            assertThat(line(block.settings().get(4)))
                .contains("env " + (block.name() + "_KEY").toUpperCase(java.util.Locale.ROOT)));
  }
}
