package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.AuthEvents;
import io.countersign.Countersign;
import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.Setting;
import io.countersign.spi.TokenStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ResolutionTest {
  private static final Setting<Secret> KEY = Setting.secret("key");

  private final Probe probe = new Probe("probe", KEY);
  private final FakeSource env = new FakeSource("env");
  private final FakeSource file = new FakeSource("file");
  private final FakeSource vault = new FakeSource("vault");
  private String secrets = "priority = [env, file, vault]";

  private Countersign countersign(String blocks) {
    return Countersign.builder()
        .provider(probe)
        .resolver(env)
        .resolver(file)
        .resolver(vault)
        .of(
            Harness.conf(
                "countersign.secrets {\n"
                    + secrets
                    + "\n}\ncountersign.authenticators {\n"
                    + blocks
                    + "\n}"));
  }

  private static String block(String name) {
    return name + " { type = probe, origins = any }\n";
  }

  private static String block(String name, String key) {
    return name + " { type = probe, origins = any, key = \"" + key + "\" }\n";
  }

  private List<Problem> problems(String blocks) {
    AuthConfigException failure = failure(blocks);
    return failure == null ? List.of() : failure.problems();
  }

  private AuthConfigException failure(String blocks) {
    return catchThrowableOfType(AuthConfigException.class, () -> countersign(blocks).ready());
  }

  private List<String> values() {
    return probe.made.stream().map(settings -> settings.get(KEY).reveal()).toList();
  }

  @Test
  void bind_severalSources_asksEachOnceForWhatNoHigherOneHas() {
    env.holding("a.key", "from env");
    file.holding("a.key", "never seen").holding("b.key", "from file");
    vault.holding("b.key", "never seen").holding("c.key", "from vault");

    countersign(block("a") + block("b") + block("c")).ready();

    assertThat(values()).containsExactly("from env", "from file", "from vault");
    assertThat(env.batches).containsExactly(Set.of("a.key", "b.key", "c.key"));
    assertThat(file.batches).containsExactly(Set.of("b.key", "c.key"));
    assertThat(vault.batches).containsExactly(Set.of("c.key"));
  }

  @Test
  void bind_hundredAuthenticators_isOneBatchPerSource() {
    StringBuilder blocks = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      blocks.append(block("a" + i));
      (i % 2 == 0 ? env : vault).holding("a" + i + ".key", "value " + i);
    }

    Countersign countersign = countersign(blocks.toString()).ready();
    countersign.ready();
    countersign.authenticator("a7");

    assertThat(probe.made).hasSize(100);
    assertThat(env.batches).singleElement().satisfies(batch -> assertThat(batch).hasSize(100));
    assertThat(file.batches).singleElement().satisfies(batch -> assertThat(batch).hasSize(50));
    assertThat(vault.batches).singleElement().satisfies(batch -> assertThat(batch).hasSize(50));
  }

  @Test
  void bind_sourceThatNothingNeeds_isNotEvenMade() {
    env.holding("a.key", "x").holding("b.key", "y");

    countersign(block("a") + block("b")).ready();

    assertThat(file.opened).isEmpty();
    assertThat(vault.opened).isEmpty();
  }

  @Test
  void bind_referenceInTwoBlocks_isAskedOnce() {
    env.holding("shared", "x");
    Countersign countersign = countersign(block("a", "{{shared}}") + block("b", "{{shared}}"));

    countersign.authenticator("a");
    countersign.authenticator("b");

    assertThat(env.batches).containsExactly(Set.of("shared"));
    assertThat(values()).containsExactly("x", "x");
  }

  @Test
  void bind_choiceThatIsNotTaken_isNotLookedUp() {
    env.holding("eu.key", "x");
    countersign(
            "a { type = probe, origins = any, key { by = eu, eu = \"{{eu.key}}\", us = \"{{us.key}}\" } }")
        .ready();
    assertThat(env.batches).containsExactly(Set.of("eu.key"));
  }

  @ParameterizedTest
  @EnumSource(Lookup.Failure.class)
  void bind_sourceThatCannotTell_stopsThatReferenceOnly(Lookup.Failure failure) {
    file.failing("a.key", failure);
    vault.holding("a.key", "never seen").holding("b.key", "x");

    AuthConfigException thrown = failure(block("a") + block("b"));

    assertThat(vault.batches).containsExactly(Set.of("b.key"));
    assertThat(values()).containsExactly("x");
    assertThat(thrown)
        .hasMessageContaining(Verdict.of(failure).name() + ", stopped here")
        .hasMessageContaining("not asked: vault")
        .hasMessageContaining("1 secret is " + Verdict.of(failure) + ".")
        .hasMessageNotContaining("To set it");
  }

  @ParameterizedTest
  @CsvSource({
    "DENIED, on-denied, denied",
    "UNAVAILABLE, on-unavailable, unreachable",
  })
  void bind_sourceThatIsToBePassedOver_asksTheNext(
      Lookup.Failure failure, String setting, String verdict) {
    secrets = "priority = [env, file, vault], file." + setting + " = continue";
    file.failing("a.key", failure).failing("b.key", failure);
    vault.holding("a.key", "x");

    AuthConfigException thrown = failure(block("a") + block("b"));

    assertThat(values()).containsExactly("x");
    assertThat(thrown.problems())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .startsWith(
            "{{b.key}} is "
                + verdict
                + " (env B_KEY not set; env B_KEY_FILE not set; file kv/data/x");
    assertThat(thrown).hasMessageContaining(Verdict.of(failure).name() + ", went on");
  }

  @ParameterizedTest
  @CsvSource({"DENIED, on-unavailable", "UNAVAILABLE, on-denied", "INVALID, on-denied"})
  void bind_otherFailureThanTheOneToBePassedOver_stops(Lookup.Failure failure, String setting) {
    secrets = "priority = [file, vault], file." + setting + " = continue";
    file.failing("a.key", failure);
    vault.holding("a.key", "never seen");

    assertThat(problems(block("a"))).hasSize(1);
    assertThat(vault.batches).isEmpty();
  }

  static Stream<Named<UnaryOperator<Map<SecretRef, Lookup>>>> misbehaviours() {
    return Stream.of(
        Named.of(
            "throws",
            all -> {
              throw new IllegalStateException("s3cr3t");
            }),
        Named.of(
            "throws an Error",
            all -> {
              throw new NoClassDefFoundError("s3cr3t");
            }),
        Named.of("omits", all -> Map.of()),
        Named.of("null", all -> null),
        Named.of(
            "null value",
            all -> {
              all.replaceAll((ref, lookup) -> null);
              return all;
            }),
        Named.of(
            "empty value",
            all -> {
              all.replaceAll(
                  (ref, lookup) -> new Lookup.Found("", "x", Optional.empty(), List.of()));
              return all;
            }),
        Named.of(
            "null in its answer",
            all -> {
              all.replaceAll((ref, lookup) -> new Lookup.NotFound(null, List.of()));
              return all;
            }));
  }

  @ParameterizedTest
  @MethodSource("misbehaviours")
  void bind_sourceThatMisbehaves_isToldAsItsMistakeAndStops(
      UnaryOperator<Map<SecretRef, Lookup>> misbehaviour) {
    env.replying(misbehaviour);
    file.holding("a.key", "never seen");

    AuthConfigException thrown = failure(block("a"));

    assertThat(thrown)
        .hasMessageContaining("this is a mistake of the source, not of the configuration")
        .hasMessageContaining("not asked: file, vault")
        .hasMessageNotContaining("s3cr3t")
        .hasNoCause();
    assertThat(file.batches).isEmpty();
  }

  @Test
  void bind_sourceThatIsLate_isNotWaitedFor() {
    List<Runnable> neverRun = new ArrayList<>();
    Sources sources = sources("priority = [env, file]");
    Scope scope = scope(sources);
    SecretRef ref = new SecretRef.Key("a.key");

    Map<SecretRef, Trace> traces =
        new Resolution(sources, new Questions(neverRun::add, Duration.ofMillis(1)))
            .bind(scope, List.of(ref));

    assertThat(traces.get(ref).verdict()).isEqualTo(Verdict.UNREACHABLE);
    assertThat(traces.get(ref).notAsked()).containsExactly("file");
    assertThat(scope.cells().of(ref).isBound()).isFalse();
    assertThat(neverRun).hasSize(1);
  }

  @Test
  void bind_executorThatTakesNoWork_isAnOutageAndNoCrash() {
    Sources sources = sources("priority = [env]");
    SecretRef ref = new SecretRef.Key("a.key");

    Map<SecretRef, Trace> traces =
        new Resolution(
                sources,
                new Questions(
                    task -> {
                      throw new java.util.concurrent.RejectedExecutionException("s3cr3t");
                    },
                    Duration.ofSeconds(1)))
            .bind(scope(sources), List.of(ref));

    assertThat(traces.get(ref).inOneLine()).isEqualTo("unreachable (the executor takes no work)");
  }

  private static Scope scope(Sources sources) {
    return new Scope(
        new CellMap(Harness.NEVER_AGAIN), sources.priority(), sources.absences(), null);
  }

  private Sources sources(String body) {
    Catalog catalog = new Catalog(getClass().getClassLoader(), List.of(), List.of(env, file));
    SourcesReader read =
        new SourcesReader(
            Harness.conf(body).root(), catalog, name -> new CellMap(Harness.NEVER_AGAIN));
    Surroundings around =
        new Surroundings(
            Runnable::run,
            Clock.systemUTC(),
            System::nanoTime,
            Random::new,
            Random::new,
            Map.of(),
            AuthEvents.none(),
            UnaryOperator.identity());
    return new Sources(
        read,
        (name, origin) ->
            around.context(
                name,
                Path.of(""),
                () -> {
                  throw new AssertionError("no call is needed");
                },
                TokenStore::memory),
        around);
  }

  @Test
  void bind_locatorOfASourceOutsideThePriority_asksThatOneOnly() {
    secrets = "priority = [env], vault {}";
    vault.holding("vault:kv/a#key?version=3", "x");

    countersign(block("a", "{{vault:kv/a#key?version=3}}")).ready();

    assertThat(values()).containsExactly("x");
    assertThat(env.batches).isEmpty();
  }

  @Test
  void bind_locatorOfASourceInThePriority_asksNoOther() {
    env.holding("file:x", "never seen");
    AuthConfigException thrown = failure(block("a", "{{file:x}}"));

    assertThat(env.batches).isEmpty();
    assertThat(vault.batches).isEmpty();
    assertThat(file.batches).containsExactly(Set.of("file:x"));
    assertThat(thrown).hasMessageContaining("{{file:x}} (a.conf: 5), looked up in its source:");
  }

  @Test
  void bind_locatorOfAnUnknownSource_namesTheNearAndTheKnown() {
    assertThat(problems(block("a", "{{valt:x}}")))
        .containsExactly(
            new Problem(
                "a.conf: 5",
                "countersign.authenticators.a.key",
                "{{valt:x}} is invalid: there is no source \"valt\"; did you mean vault? the sources"
                    + " are env, file, vault"));
    assertThat(failure(block("a", "{{valt:x}}")))
        .hasMessageContaining(
            "there is no source \"valt\"; did you mean vault? the sources are env, file, vault");
  }

  @Test
  void bind_locatorThatTheSourceRefuses_isInvalidInItsWords() {
    env.placing(name -> {
      if (name.contains(" ")) {
        throw new IllegalArgumentException("a name has no blanks");
      }
      return new SecretPlace(name, "");
    });
    env.holding("b.key", "x");

    AuthConfigException thrown = failure(block("a", "{{env:A B}}") + block("b"));

    assertThat(thrown)
        .hasMessageContaining("INVALID, stopped here")
        .hasMessageContaining("a name has no blanks");
    assertThat(env.batches).containsExactly(Set.of("b.key"));
    assertThat(values()).containsExactly("x");
  }

  @ParameterizedTest
  @CsvSource({"0 s, 2", "10 s, 1"})
  void bind_absent_isNotAskedAgainWithinItsNegativeTtl(String time, int looks) {
    secrets = "priority = [env, file], env.negative-ttl = " + time;
    Countersign countersign = countersign(block("a"));
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready))
        .hasMessageContaining("1. env   not set      A_KEY, A_KEY_FILE");
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready))
        .hasMessageContaining("1. env   not set      A_KEY, A_KEY_FILE");

    assertThat(env.batches).hasSize(looks);
    assertThat(file.batches).hasSize(2);
  }

  @Test
  void bind_absentForAWhile_isAskedAgainThen() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    Countersign countersign =
        Countersign.builder()
            .provider(probe)
            .resolver(env)
            .time(Clock.systemUTC(), nanos::get)
            .random(() -> 0)
            .of(
                Harness.conf(
                    "countersign { secrets { priority = [env], env.negative-ttl = 10 s }\n"
                        + "authenticators { "
                        + block("a")
                        + " } }"));
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready)).isNotNull();
    env.holding("a.key", "x");
    nanos.addAndGet(Duration.ofSeconds(10).minusNanos(1).toNanos());
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready)).isNotNull();
    assertThat(countersign.explain("a").report()).as("explain asks").isEmpty();

    nanos.addAndGet(1);
    countersign.ready();
    assertThat(values()).containsExactly("x");
  }

  @ParameterizedTest
  @EnumSource(Lookup.Failure.class)
  void bind_failure_isNoAbsence(Lookup.Failure failure) {
    secrets = "priority = [file], file.negative-ttl = 1 h";
    file.failing("a.key", failure);
    Countersign countersign = countersign(block("a"));
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready)).isNotNull();
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready)).isNotNull();

    assertThat(file.batches).hasSize(2);
  }

  @Test
  void find_keysOfOnePlace_areACollision() {
    env.holding("a.b-c", "x").holding("a.b.c", "x");

    assertThat(problems(block("x", "{{a.b-c}}") + block("y", "{{a.b.c}}")))
        .containsExactly(
            new Problem(
                "a.conf: 6",
                "countersign.authenticators.y.key",
                "{{a.b-c}} and {{a.b.c}} are both looked up as A_B_C in env; rename one of them"));
  }

  @Test
  void find_keysThatASourceTellsApart_areNone() {
    secrets = "priority = [file]";
    file.holding("a.b-c", "x").holding("a.b.c", "y");

    countersign(block("x", "{{a.b-c}}") + block("y", "{{a.b.c}}")).ready();

    assertThat(values()).containsExactly("x", "y");
  }

  @Test
  void bind_sourceWhoseOwnBlockNeedsAnother_looksThatUpFirst() {
    Setting<Secret> token = Setting.secret("token");
    List<String> seen = new ArrayList<>();
    vault.declaring(token).making(own -> seen.add(own.get(token).reveal())).holding("a.key", "x");
    env.holding("secrets.vault.token", "t0ken");

    countersign(block("a")).ready();

    assertThat(seen).containsExactly("t0ken");
    assertThat(values()).containsExactly("x");
    assertThat(env.batches).containsExactly(Set.of("a.key"), Set.of("secrets.vault.token"));
  }

  @Test
  void bind_sourceWhoseOwnBlockLacksSomething_saysWhatAndWhereItWasLookedFor() {
    vault.declaring(Setting.secret("token"));

    assertThat(failure(block("a")))
        .hasMessageContaining(
            """
            secrets.vault  (vault, a.conf: 2)
              token  {{secrets.vault.token}}
              looked up in the order of countersign.secrets.priority (a.conf: 2), without those that need vault:
                1. env   not set      SECRETS_VAULT_TOKEN, SECRETS_VAULT_TOKEN_FILE
                2. file  no such key  secrets.vault.token in secrets.toml
              To set it:  export SECRETS_VAULT_TOKEN=…

            """)
        .hasMessageContaining("it lacks a secret of its own: see countersign.secrets.vault above");
    assertThat(vault.opened).isEmpty();
  }

  @Test
  void bind_sourcesThatNeedEachOther_namesTheCircle() {
    secrets =
        """
        priority = [file, vault]
        file.token = "{{vault:x}}"
        vault.token = "{{file:x}}"
        """;
    file.declaring(Setting.secret("token"));
    vault.declaring(Setting.secret("token"));

    assertThat(failure(block("a")))
        .hasMessageContaining(
            """
            a.conf: 3: countersign.secrets.file: these sources need each other, so that none of them can be asked first:
                  file  token = {{vault:x}} (a.conf: 3)
                     └→ vault  token = {{file:x}} (a.conf: 4)
                        └→ file
            """);
  }

  @Test
  void bind_ownTextWhoseFilterCannotTakeIt_isToldOfTheSource() {
    secrets = "priority = [env, vault], vault.token = \"{{x|json:/t}}\"";
    vault.declaring(Setting.secret("token"));
    env.holding("x", "s3cr3t");

    assertThat(failure(block("a")))
        .hasMessageContaining("its own token cannot be used: it is not JSON")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void bind_severalSourcesOfOneType_areToldApartByName() {
    secrets = "priority = [upper, vault, lower], upper.type = vault, lower.type = vault";
    vault.answering("b.key", new Lookup.NotFound(List.of(), List.of())).holding("a.key", "x");

    assertThat(problems(block("a") + block("b"))).hasSize(1);
    assertThat(vault.opened).containsExactly("upper", "vault", "lower");
    assertThat(vault.batches)
        .containsExactly(Set.of("a.key", "b.key"), Set.of("b.key"), Set.of("b.key"));
  }

  @Test
  void bind_sourceThatCannotBeMade_isInvalidAndStops() {
    env.making(own -> {
      throw new IllegalStateException("s3cr3t");
    });
    assertThat(failure(block("a")))
        .hasMessageContaining("it could not be made: java.lang.IllegalStateException")
        .hasMessageNotContaining("s3cr3t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priority = [env, valt] | a.conf: 2: countersign.secrets.valt: unknown source of secrets \"valt\"; did you mean vault? Found: env, file, vault",
        "priority = [env], Vault {} | a.conf: 2: countersign.secrets.Vault: is no name of a source: those are of the form [a-z][a-z0-9-]*",
        "priority = [env], vault = 3 | a.conf: 2: countersign.secrets.vault: must be a block { … }, not a number: every name here but priority and literals is that of a source",
        "priority = [env], literal = warn | a.conf: 2: countersign.secrets.literal: must be a block { … }, not a text: every name here but priority and literals is that of a source; did you mean literals?",
        "priority = [env], main.type = vualt | a.conf: 2: countersign.secrets.main.type: unknown source of secrets \"vualt\"; did you mean vault? Found: env, file, vault",
        "priority = [env], vault.adress = x | a.conf: 2: countersign.secrets.vault.adress: unknown setting; known here are type, ttl, negative-ttl, stale-if-error, on-denied, on-unavailable",
        "priority = { a = 1 } | a.conf: 2: countersign.secrets.priority: must be a word, not a block",
      })
  void read_badSecrets_isAFaultAndTheRestIsStillLookedUp(String body, String fault) {
    secrets = body;
    env.holding("a.key", "x");

    assertThat(problems(block("a"))).extracting(Problem::toString).contains(fault);
    assertThat(values()).isEmpty();
  }

  @Test
  void read_sourceWithoutItsJar_isNotSaidToHaveAWrongBlock() {
    secrets = "priority = [env, valt], valt.type = valt";
    assertThat(failure(block("a")))
        .hasMessageContaining("it cannot be used: see countersign.secrets.valt above");
  }

  @Test
  void read_sourceThatDeclaresWhatIsOurs_isAFaultOfTheProvider() {
    env.declaring(Setting.plain("type"));
    assertThat(problems(block("a")))
        .first()
        .satisfies(problem ->
            assertThat(problem.what())
                .contains("declares a setting type, which belongs to Countersign")
                .contains("this is a mistake of the provider"));
  }

  @Test
  void read_noPriority_asksOfTheDefaultWhatIsThere() {
    Countersign countersign =
        Countersign.builder()
            .provider(probe)
            .resolver(env.holding("a.key", "x"))
            .of(Harness.conf("countersign.authenticators { " + block("a") + " }"));

    countersign.ready();

    assertThat(values()).containsExactly("x");
  }
}
