package io.countersign.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.countersign.Authenticator;
import io.countersign.spi.Attempt;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.HttpCall;
import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Send;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Each contract can fail: what is broken on purpose fails the test that is meant for it. */
class BreakageTest {

  @ParameterizedTest
  @CsvSource({
    "LeavesOut, lookUp_presentAndAbsent_areToldApart",
    "ShowsValue, shown_neverShowsAValue",
    "Confuses, lookUp_presentAndAbsent_areToldApart",
    "KeepsValue, secret_changes_nextRequestCarriesTheNewOne",
    "Throws, authenticate_oddRequest_givesAStep",
    "StartsAThread, create_startsNoThread",
    "Blocks, authenticate_ownCallsAreNeverAnswered_returnsAtOnce",
  })
  void broken_failsTheTestMeant(String broken, String test) throws Exception {
    Class<?> contract = Class.forName(BreakageTest.class.getName() + "$" + broken);
    assertThat(
            EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents()
                .failed()
                .list())
        .extracting(event -> event.getTestDescriptor().getDisplayName())
        .contains(test + "()");
  }

  /** A source that changes the answers of one that is right. */
  abstract static class Source extends SecretResolverContract {
    abstract Map<SecretRef, Lookup> broken(Map<SecretRef, Lookup> answers);

    @Override
    protected SecretResolverProvider provider() {
      return new MapSecrets();
    }

    @Override
    protected SecretResolver holding(Map<String, String> secrets) {
      MapSecrets map = new MapSecrets();
      secrets.forEach(map::put);
      SecretResolver right =
          map.create(
              "map", new TestSettings("countersign.secrets.map", Map.of()), TestContext.create());
      return new SecretResolver() {
        @Override
        public SecretPlace place(SecretRef ref) {
          return right.place(ref);
        }

        @Override
        public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
          return broken(new HashMap<>(right.lookUp(refs, atMost)));
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
                      List.of(new Attempt("found", found.value(), "")))
                  : answer);
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
      return Authenticator.carrying(io.countersign.spi.Live.of(kept));
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
