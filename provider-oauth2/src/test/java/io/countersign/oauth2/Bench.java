package io.countersign.oauth2;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthContext;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TokenStore;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.TestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine of one block, with time, secrets, token endpoint and store in the hand of a test. */
final class Bench implements AutoCloseable {
  /** Begins a block; what is written after it says more, or otherwise. */
  static final String BLOCK =
      "type = oauth2-client-credentials, origins = [\"https://api.example\"], token-url ="
          + " \"https://as.example/token\", client-id = some_client_id, client-secret ="
          + " \"{{k.secret}}\", ";

  static final String REFRESH =
      BLOCK + "type = oauth2-refresh-token, refresh-token = \"{{k.refresh}}\", ";

  final FakeTime time = new FakeTime();
  final SecretCanary canary = new SecretCanary();
  final MapSecrets secrets = new MapSecrets();
  final RecordingTransport endpoint = new RecordingTransport();
  final List<AuthEvents.Event> events = new CopyOnWriteArrayList<>();
  private final List<Countersign> engines = new ArrayList<>();
  private HttpTransport transport = endpoint;
  private AuthEvents listener = AuthEvents.none();
  private TokenStore store = TokenStore.memory();

  /** Puts marked secrets under {@code k.secret}, {@code k.refresh} and {@code k.access}. */
  Bench() {
    secret("secret");
    secret("refresh");
    secret("access");
  }

  private void secret(String name) {
    secrets.put("k." + name, canary.secret(name));
  }

  /** Has token calls go elsewhere. */
  Bench calling(HttpTransport other) {
    transport = other;
    return this;
  }

  Bench hearing(AuthEvents other) {
    listener = other;
    return this;
  }

  Bench keeping(TokenStore other) {
    store = other;
    return this;
  }

  /** Starts an engine with this block; what happens in it happens on the thread of the test. */
  Countersign start(String block) {
    Countersign.Builder builder =
        Countersign.builder()
            .time(time, time)
            .random(new java.util.Random(1))
            .environment(Map.of())
            .executor(Runnable::run)
            .transport(transport)
            .resolver(secrets)
            .events(event -> {
              events.add(event);
              listener.on(event);
            });
    ServiceLoader.load(AuthProvider.class).forEach(type -> builder.provider(new Placed(type)));
    Countersign engine =
        builder
            .classLoader(ClassLoader.getPlatformClassLoader())
            .of(
                ConfigFactory.parseString(
                        "countersign.secrets { priority = [map], literals = allow }\n"
                            + "countersign.authenticators.row { "
                            + block
                            + " }")
                    .resolve());
    engines.add(engine);
    return engine;
  }

  Authenticator authenticator(String block) {
    return start(block).authenticator("row");
  }

  /** Sends a plain request, which the API answers with 200, and returns its Authorization. */
  static String sent(Authenticator authenticator) throws Exception {
    return sent(authenticator, 200);
  }

  /** As above, with what the API answers; returns what it was sent last. */
  static String sent(Authenticator authenticator, int... statuses) throws Exception {
    RecordingTransport api = new RecordingTransport();
    for (int status : statuses) {
      api.json(status, "");
    }
    Rows.send(
        api,
        authenticator,
        Rows.call(
            ConfigFactory.parseString("method = GET, uri = \"https://api.example/v1\"").resolve()));
    List<HttpCall> calls = api.calls();
    return calls.get(calls.size() - 1).headers().get("Authorization").get(0);
  }

  /** Expects that a plain request cannot be sent, and that its failure shows no secret. */
  AuthException failure(Authenticator authenticator) {
    try {
      throw new AssertionError("sent " + sent(authenticator).length() + " characters");
    } catch (AuthException expected) {
      canary.assertAbsentFrom(expected);
      return expected;
    } catch (Exception other) {
      throw new AssertionError(other);
    }
  }

  List<AuthEvents.Kind> kinds() {
    return events.stream().map(AuthEvents.Event::kind).toList();
  }

  /** Ends the engines; what was told and shown shows no secret. */
  @Override
  public void close() {
    for (Countersign engine : engines) {
      canary.assertAbsentFrom(engine, engine.explain(), events);
      engine.close();
    }
  }

  /** A type whose tokens are kept where the test says. */
  private final class Placed implements AuthProvider {
    private final AuthProvider type;

    Placed(AuthProvider type) {
      this.type = type;
    }

    @Override
    public String type() {
      return type.type();
    }

    @Override
    public List<Setting<?>> settings() {
      return type.settings();
    }

    @Override
    public List<Rule> rules() {
      return type.rules();
    }

    @Override
    public Authenticator create(Settings settings, AuthContext around) {
      Authenticator made =
          type.create(
              settings,
              new TestContext(
                  around.name(),
                  around.http(),
                  time,
                  around.environment(),
                  around.folder(),
                  around.executor(),
                  around.random(),
                  around.events(),
                  store));
      canary.assertAbsentFrom(made);
      return made;
    }
  }
}
