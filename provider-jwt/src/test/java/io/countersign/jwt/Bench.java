package io.countersign.jwt;

import com.nimbusds.jose.JWSObject;
import com.typesafe.config.ConfigFactory;
import io.countersign.AuthConfigException;
import io.countersign.AuthEvents;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpCall;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.Rows;
import io.countersign.testkit.SecretCanary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine of one block, with time and secrets in the hand of a test. */
final class Bench implements AutoCloseable {
  /** Begins a block; what is written after it says more, or otherwise. */
  static final String BLOCK =
      "type = jwt, origins = [\"https://api.example\"], algorithm = HS256, signing-key ="
          + " \"{{k.key}}\"\n";

  final FakeTime time = new FakeTime();
  final SecretCanary canary = new SecretCanary();
  final MapSecrets secrets = new MapSecrets();
  final List<AuthEvents.Kind> events = new CopyOnWriteArrayList<>();
  private final List<Countersign> engines = new ArrayList<>();
  private final List<AuthProvider> more = new ArrayList<>();

  /** Puts a marked shared secret under {@code k.key}. */
  Bench() {
    secret("key", "canary-shared-secret-of-more-than-32-bytes");
  }

  Bench secret(String name, String value) {
    secrets.put("k." + name, value.length() < 8 ? value : canary.watch(name, value));
    return this;
  }

  Bench at(String now) {
    time.setWallClockBy(Duration.between(time.instant(), Instant.parse(now)));
    return this;
  }

  /** Adds a type of the test's own. */
  Bench knowing(AuthProvider type) {
    more.add(type);
    return this;
  }

  /** Starts an engine with this block; what happens in it happens on the thread of the test. */
  Countersign start(String block) {
    Countersign.Builder builder =
        Countersign.builder()
            .time(time, time)
            .random(new Random(1))
            .environment(Map.of())
            .executor(Runnable::run)
            .resolver(secrets)
            .events(event -> events.add(event.kind()));
    more.forEach(builder::provider);
    Countersign engine =
        builder.of(
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
    Countersign engine = start(block);
    Authenticator made = engine.authenticator("row");
    canary.assertAbsentFrom(made, engine.explain());
    return made;
  }

  /** Returns the report of a block that cannot be built; it shows no secret. */
  String fault(String block) {
    try (Countersign engine = start(block)) {
      engine.ready();
      throw new AssertionError("it was built");
    } catch (AuthConfigException report) {
      canary.assertAbsentFrom(report);
      return String.valueOf(report.getMessage());
    }
  }

  /** Sends a plain request, which the API answers so, and returns its calls. */
  static List<HttpCall> sent(Authenticator authenticator, int... statuses) throws Exception {
    RecordingTransport api = new RecordingTransport();
    for (int status : statuses.length == 0 ? new int[] {200} : statuses) {
      api.json(status, "");
    }
    Rows.send(
        api,
        authenticator,
        Rows.call(
            ConfigFactory.parseString("method = GET, uri = \"https://api.example/v1\"").resolve()));
    return api.calls();
  }

  /** Returns the token of the last call. */
  static String token(Authenticator authenticator, int... statuses) throws Exception {
    List<HttpCall> calls = sent(authenticator, statuses);
    return String.join("", calls.get(calls.size() - 1).headers().get("Authorization"))
        .replaceFirst("^Bearer ", "");
  }

  static Map<String, Object> header(String token) throws Exception {
    return JWSObject.parse(token).getHeader().toJSONObject();
  }

  static Map<String, Object> claims(String token) throws Exception {
    return JWSObject.parse(token).getPayload().toJSONObject();
  }

  /** Ends the engines; what was told and shown shows no secret. */
  @Override
  public void close() {
    for (Countersign engine : engines) {
      canary.assertAbsentFrom(engine, events);
      engine.close();
    }
  }
}
