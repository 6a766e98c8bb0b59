package io.countersign.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.countersign.Authenticator;
import io.countersign.spi.Attempt;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.Fresh;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Live;
import io.countersign.spi.Lookup;
import io.countersign.spi.Refreshing;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Send;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Each contract can fail: what is broken on purpose fails the test that is meant for it. */
class BreakageTest {

  @ParameterizedTest
  @CsvSource({
    "LeavesOut, lookUp_presentAndAbsent_areToldApart, erp.password",
    "LeavesOut, provider_servicesFile_namesIt, services/io.countersign.spi.SecretResolverProvider",
    "ShowsValue, shown_neverShowsAValue, crm as text in Found.attempts[0].outcome",
    "Confuses, lookUp_presentAndAbsent_areToldApart, Failed",
    "TellsNoTenantsApart, lookUp_keyOfATenant_isGivenToNoOther, only tenants.a_b.crm.token",
    "Strips, lookUp_specialCharacters_areGivenAsTheyAre, blanks around it",
    "IsEmptyInstead, lookUp_sourceFails_saysSoAndNeverNotFound, NotFound",
    "ParserThrows, lookUp_storeIsMalformed_isInvalidAndNothingOfItIsShown, broken",
    "ShowsStore, lookUp_storeIsMalformed_isInvalidAndNothingOfItIsShown, in Failed.explanation",
    "LacksSettings, create_doesNoWork, overrides settings()",
    "KeepsValue, secret_changes_nextRequestCarriesTheNewOne, key",
    "KeepsValue, provider_servicesFile_namesIt, services/io.countersign.spi.AuthProvider",
    "NeverRefused, unauthorized_secretHasChanged_isRepeatedOnceWithTheNewOne, key",
    "RepeatsForEver, unauthorized_secretHasChanged_isRepeatedOnceWithTheNewOne, second refusal",
    "RepeatsTheSame, unauthorized_nothingHasChanged_isNotRepeated, sent again",
    "KeepsValueInCalls, secret_changes_nextRequestCarriesTheNewOne, own calls when key has changed",
    "ShortSecret, create_doesNoWork, key of secrets(): a canary of fewer than 8 characters",
    "Throws, authenticate_oddRequest_givesAStep, broken",
    "StartsAThread, create_startsNoThread, 1",
    "Blocks, authenticate_ownCallsAreNeverAnswered_returnsAtOnce, 10",
  })
  void broken_failsTheTestMeant(String broken, String test, String says) throws Exception {
    Class<?> contract = Class.forName(BreakageTest.class.getName() + "$" + broken);
    assertThat(
            EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents()
                .failed()
                .list())
        .anySatisfy(event -> {
          assertThat(event.getTestDescriptor().getDisplayName()).isEqualTo(test + "()");
          assertThat(event.getRequiredPayload(TestExecutionResult.class).getThrowable())
              .get()
              .asString()
              .contains(says);
        });
  }

  /** A source that changes the answers of one that is right. */
  abstract static class Source extends SecretResolverContract {
    abstract Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers);

    @Override
    protected SecretResolverProvider provider() {
      return new MapSecrets();
    }

    @Override
    protected Optional<SecretResolver> failing() {
      return CANNOT_HAPPEN;
    }

    @Override
    protected Optional<SecretResolver> malformed(String secret) {
      return CANNOT_HAPPEN;
    }

    @Override
    protected SecretResolver holding(Map<String, String> secrets) {
      MapSecrets map = new MapSecrets();
      secrets.forEach(map::put);
      SecretResolver right =
          map.create(
              "map", new TestSettings("countersign.secrets.map", Map.of()), TestContext.create());
      return answering(refs -> broken(new HashMap<>(right.lookUp(refs, Duration.ZERO))));
    }

    static SecretResolver answering(Function<Set<SecretRef>, Map<SecretRef, Lookup>> answers) {
      return new SecretResolver() {
        @Override
        public SecretPlace place(SecretRef ref) {
          return new SecretPlace(ref.toString(), "put it");
        }

        @Override
        public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
          return answers.apply(refs);
        }
      };
    }

    static Map<SecretRef, Lookup> each(Map<SecretRef, Lookup> all, UnaryOperator<Lookup> change) {
      all.replaceAll((ref, answer) -> change.apply(answer));
      return all;
    }
  }

  static final class LeavesOut extends Source {
    @Override
    Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers) {
      answers.values().removeIf(Lookup.NotFound.class::isInstance);
      return answers;
    }
  }

  static final class Confuses extends Source {
    @Override
    Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers) {
      return each(
          answers,
          answer ->
              answer instanceof Lookup.NotFound
                  ? new Lookup.Failed(Lookup.Failure.UNAVAILABLE, answer.attempts(), "")
                  : answer);
    }
  }

  static final class ShowsValue extends Source {
    @Override
    Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers) {
      return each(
          answers,
          answer ->
              answer instanceof Lookup.Found found
                  ? new Lookup.Found(
                      found.value(),
                      found.place(),
                      found.version(),
                      List.of(new Attempt(found.value(), "crm.token", "")))
                  : answer);
    }
  }

  static final class TellsNoTenantsApart extends Source {
    @Override
    Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers) {
      answers.replaceAll((ref, answer) ->
          ref instanceof SecretRef.Key key && key.tenant().isPresent()
              ? new Lookup.Found("one for all", "there", Optional.empty(), List.of())
              : answer);
      return answers;
    }
  }

  static final class Strips extends Source {
    @Override
    Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers) {
      return each(
          answers,
          answer ->
              answer instanceof Lookup.Found found
                  ? new Lookup.Found(
                      found.value().strip(), found.place(), found.version(), found.attempts())
                  : answer);
    }
  }

  /** A source whose answers are right as long as nothing is wrong with its store. */
  abstract static class Right extends Source {
    @Override
    Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers) {
      return answers;
    }
  }

  static final class IsEmptyInstead extends Right {
    @Override
    protected Optional<SecretResolver> failing() {
      return Optional.of(holding(Map.of()));
    }
  }

  static final class ParserThrows extends Right {
    @Override
    protected Optional<SecretResolver> malformed(String secret) {
      return Optional.of(
          answering(refs -> {
            throw new IllegalStateException("broken");
          }));
    }
  }

  static final class ShowsStore extends Right {
    @Override
    protected Optional<SecretResolver> malformed(String secret) {
      return Optional.of(
          answering(refs ->
              Map.of(
                  refs.iterator().next(),
                  new Lookup.Failed(Lookup.Failure.INVALID, List.of(), "near " + secret))));
    }
  }

  static final class LacksSettings extends Right {
    @Override
    protected SecretResolverProvider provider() {
      return new SecretResolverProvider() {
        private final Setting<String> folder = Setting.plain("folder").describedAs("The folder");

        @Override
        public String type() {
          return "broken";
        }

        @Override
        public List<Setting<?>> settings() {
          return List.of(folder);
        }

        @Override
        public SecretResolver create(String name, Settings settings, AuthContext context) {
          throw new AssertionError(settings.get(folder));
        }
      };
    }
  }

  /** A type with one secret. */
  abstract static class Type extends AuthProviderContract implements AuthProvider {
    static final Setting<Secret> KEY = Setting.secret("key").describedAs("The key");

    @Override
    protected AuthProvider provider() {
      return this;
    }

    @Override
    protected Map<String, ?> block() {
      return Map.of();
    }

    @Override
    protected Map<String, String> secrets() {
      return Map.of("key", "canary-broken-key");
    }

    @Override
    protected Map<String, String> headers() {
      return Map.of();
    }

    @Override
    public String type() {
      return "broken";
    }

    @Override
    public List<Setting<?>> settings() {
      return List.of(KEY);
    }
  }

  static final class KeepsValue extends Type {
    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      Credentials kept = Credentials.header("X-Key", settings.get(KEY).reveal());
      return Authenticator.carrying(Live.of(kept));
    }
  }

  /** A type whose credentials are right. */
  abstract static class Carrying extends Type {
    static Live<Credentials> credentials(Settings settings) {
      return settings.get(KEY).map(key -> Credentials.header("X-Key", key));
    }
  }

  static final class NeverRefused extends Carrying {
    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      return Authenticator.carrying(credentials(settings), response -> false, Set.of());
    }
  }

  static final class RepeatsForEver extends Carrying {
    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      Live<Credentials> live = credentials(settings);
      return request -> sending(live, live.now());
    }

    private static Send sending(Live<Credentials> live, Credentials credentials) {
      return Send.of(
          credentials,
          (request, response) ->
              response.status() == 401
                  ? new Await(live.refused(credentials).thenApply(next -> sending(live, next)))
                  : Done.DONE);
    }
  }

  static final class RepeatsTheSame extends Carrying {
    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      Live<Credentials> live = credentials(settings);
      return request -> Send.of(live.now(), (same, response) -> (Send) () -> live.now());
    }
  }

  static final class KeepsValueInCalls extends Type {
    @Override
    protected HttpTransport transport() {
      return new RecordingTransport().text(200, "one").text(200, "two");
    }

    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      Map<String, List<String>> kept = Map.of("X-Key", List.of(settings.get(KEY).reveal()));
      HttpCall call =
          new HttpCall(
              "POST",
              URI.create("https://login.example"),
              kept,
              Body.none(),
              Duration.ofSeconds(1));
      Refreshing<String> token =
          Refreshing.of(
              context,
              atMost ->
                  context
                      .http()
                      .send(call)
                      .thenApply(reply ->
                          Fresh.untilRefused(
                              StandardCharsets.UTF_8.decode(reply.body().content()).toString())));
      return Authenticator.carrying(token.map(value -> Credentials.header("X-Token", value)));
    }
  }

  static final class ShortSecret extends Carrying {
    @Override
    protected Map<String, String> secrets() {
      return Map.of("key", "short");
    }

    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      return Authenticator.carrying(credentials(settings));
    }
  }

  static final class StartsAThread extends Type {
    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      Thread thread = new Thread(() -> {});
      thread.start();
      return Authenticator.none();
    }
  }

  static final class Blocks extends Type {
    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      return request -> {
        context
            .http()
            .send(
                new HttpCall(
                    "GET",
                    URI.create("https://login.example"),
                    Map.of(),
                    Body.none(),
                    Duration.ofSeconds(1)))
            .toCompletableFuture()
            .join();
        return (Send) Credentials::none;
      };
    }
  }

  static final class Throws extends Type {
    @Override
    public Authenticator create(Settings settings, AuthContext context) {
      return request -> {
        throw new IllegalStateException("broken");
      };
    }
  }
}
