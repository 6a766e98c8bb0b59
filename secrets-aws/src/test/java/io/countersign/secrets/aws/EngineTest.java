package io.countersign.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.countersign.AuthConfigException;
import io.countersign.Countersign;
import io.countersign.Explanation;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.Moto;
import io.countersign.testkit.RealServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The source under the engine, as an application has it. */
@Tag("server")
class EngineTest {
  private final Moto moto = RealServers.moto();
  private final KeyProvider keys = new KeyProvider();
  private final MapSecrets above = new MapSecrets();
  private final FakeTime time = new FakeTime();
  private final String name = "crm-" + UUID.randomUUID();

  private Countersign countersign(Map<String, String> environment, String... lines) {
    return Countersign.builder()
        .provider(keys)
        .resolver(above)
        .environment(environment)
        .time(time, time)
        .of(
            ConfigFactory.parseString(
                "countersign {\n" + String.join("\n", lines) + "\n}",
                ConfigParseOptions.defaults().setOriginDescription("application.conf")));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EngineTest.class.getResourceAsStream("reports/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The whole of each report is a file. */
  @ParameterizedTest
  @ValueSource(strings = {"missing", "denied", "unreachable", "invalid"})
  void ready_verdict_readsAsWritten(String verdict) throws IOException {
    moto.secret("golden/crm", "{\"user\": \"x\", \"port\": 443}");
    Moto.Keys user = moto.user(verdict.equals("denied") ? Asked.NOTHING : Asked.EVERYTHING);
    Map<String, String> environment = new HashMap<>(Asked.environment(moto.root(), user));
    if (verdict.equals("unreachable")) {
      environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    }
    try (Countersign countersign =
        countersign(
            environment,
            "secrets { priority = [map, aws], aws.prefix = \"golden/\" }",
            "authenticators {",
            "  crm { type = key, origins = any, key = \"{{crm."
                + (verdict.equals("invalid") ? "port" : "password")
                + "}}\" }",
            "}")) {
      String message =
          catchThrowableOfType(AuthConfigException.class, countersign::ready).getMessage();

      assertThat(message.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT") + "\n")
          .isEqualTo(resource(verdict + ".txt"));
    }
  }

  @Test
  void ready_keyFromASourceAbove_isTheOneThatSigns() {
    moto.secret(name, "{\"key\": \"t0ken\"}");
    Moto.Keys user = moto.user(Asked.EVERYTHING);
    above.put("secrets.aws.credentials.access-key-id", user.id()).put("reader", user.secret());
    try (Countersign countersign =
        countersign(
            Map.of(),
            "secrets { priority = [aws, map], aws { region = eu-west-1",
            "  endpoint = \"" + moto.root() + "\"",
            "  credentials { secret-access-key = \"{{map:reader}}\" } } }",
            "authenticators.crm { type = key, origins = any, key = \"{{" + name + ".key}}\" }")) {
      countersign.ready();
      assertThat(Objects.requireNonNull(keys.keys.get("crm")).reveal()).isEqualTo("t0ken");

      Explanation explained = countersign.explain("crm");
      assertThat(explained.sources())
          .singleElement()
          .satisfies(source -> assertThat(source.name()).isEqualTo("aws"));
      assertThat(explained.authenticators().get(0).settings())
          .flatExtracting(Explanation.Entry::parts)
          .singleElement()
          .satisfies(part -> {
            assertThat(part.source()).isEqualTo("aws");
            assertThat(part.place()).startsWith("key in " + name + ", eu-west-1 at 127.0.0.1:");
            assertThat(part.version()).isPresent();
            assertThat(part.age()).isPresent();
            assertThat(part.ttl()).contains(Duration.ofMinutes(1));
          });
    }
  }

  @Test
  void ready_twoInstances_areTwoRegions() {
    moto.secret(name, "here");
    moto.call("us-west-2", "CreateSecret", Map.of("Name", name, "SecretString", "there"));
    try (Countersign countersign =
        countersign(
            Asked.environment(moto),
            "secrets { priority = [aws], west { type = aws, region = us-west-2 } }",
            "authenticators {",
            "  near { type = key, origins = any, key = \"{{aws:" + name + "}}\" }",
            "  far { type = key, origins = any, key = \"{{west:" + name + "}}\" }",
            "}")) {
      countersign.ready();
      assertThat(Objects.requireNonNull(keys.keys.get("near")).reveal()).isEqualTo("here");
      assertThat(Objects.requireNonNull(keys.keys.get("far")).reveal()).isEqualTo("there");
    }
  }

  @Test
  void ready_sourceThatNothingNeeds_isNeverContacted() throws IOException {
    above.put("crm.key", "t0ken");
    try (FakeAws fake = FakeAws.failing(400, "AccessDeniedException");
        Countersign countersign =
            countersign(
                Asked.environment(fake.root(), new Moto.Keys("AKIAFAKE", "fake")),
                "secrets { priority = [map, aws], west { type = aws, region = us-west-2 } }",
                "authenticators.crm { type = key, origins = any }")) {
      countersign.ready();
      assertThat(countersign.explain().report()).isEmpty();

      assertThat(fake.bodies).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, AccessDeniedException, denied, on-denied",
    "400, ThrottlingException, unreachable, on-unavailable"
  })
  void ready_lowerSourceHasIt_isAskedOnlyIfTheBlockSaysSo(
      int status, String code, String verdict, String setting) throws IOException {
    above.put("crm.key", "lower");
    String block = "authenticators.crm { type = key, origins = any }";
    try (FakeAws fake = FakeAws.failing(status, code)) {
      Map<String, String> environment =
          Asked.environment(fake.root(), new Moto.Keys("AKIAFAKE", "fake"));
      try (Countersign stopping =
          countersign(environment, "secrets.priority = [aws, map]", block)) {
        assertThatThrownBy(stopping::ready)
            .isInstanceOf(AuthConfigException.class)
            .hasMessageContaining("1 secret is " + verdict + ".")
            .hasMessageContaining("not asked: map");
        assertThat(above.batches()).isEmpty();
      }
      try (Countersign going =
          countersign(
              environment,
              "secrets { priority = [aws, map], aws { " + setting + " = continue } }",
              block)) {
        going.ready();
        assertThat(Objects.requireNonNull(keys.keys.get("crm")).reveal()).isEqualTo("lower");
      }
    }
  }

  @Test
  void refused_outage_servesAsItWas() throws Exception {
    AtomicBoolean down = new AtomicBoolean();
    try (FakeAws fake =
            new FakeAws(exchange -> {
              if (down.get()) {
                FakeAws.answer(exchange, 503, "");
              } else {
                FakeAws.answer(exchange, 200, "{\"Name\": \"crm\", \"SecretString\": \"x\"}");
              }
            });
        Countersign countersign =
            countersign(
                Asked.environment(fake.root(), new Moto.Keys("AKIAFAKE", "fake")),
                "secrets.priority = [aws]",
                "authenticators.crm { type = key, origins = any, key = \"{{aws:crm}}\" }")) {
      countersign.ready();
      var key = Objects.requireNonNull(keys.keys.get("crm"));
      down.set(true);
      time.advance(Duration.ofMinutes(30));

      assertThat(key.refused(key.reveal()).toCompletableFuture().get(20, TimeUnit.SECONDS))
          .isEqualTo("x");
      assertThat(key.reveal()).isEqualTo("x");
    }
  }

  @Test
  void refused_rotatedSecret_isReadAgain() throws Exception {
    moto.secret(name, "old");
    try (Countersign countersign =
        countersign(
            Asked.environment(moto),
            "secrets.priority = [aws]",
            "authenticators.crm { type = key, origins = any, key = \"{{aws:" + name + "}}\" }")) {
      countersign.ready();
      var key = Objects.requireNonNull(keys.keys.get("crm"));
      String before = key.reveal();
      moto.secret(name, "new");

      assertThat(key.refused(before).toCompletableFuture().get(20, TimeUnit.SECONDS))
          .isEqualTo("new");
      assertThat(key.reveal()).isEqualTo("new");
    }
  }

  @Test
  @Timeout(60)
  void refused_accessKeyOfTheBlockRotates_theNextLookUpHasTheNewOne() throws Exception {
    moto.secret(name, "old");
    Moto.Keys user = moto.user(Asked.EVERYTHING);
    above.put("id", user.id()).put("key", user.secret());
    try (Countersign countersign =
        countersign(
            Map.of(),
            "secrets { priority = [aws], map {}, aws { region = eu-west-1",
            "  endpoint = \"" + moto.root() + "\"",
            "  credentials { access-key-id = \"{{map:id}}\", secret-access-key = \"{{map:key}}\" }",
            "} }",
            "authenticators.crm { type = key, origins = any, key = \"{{aws:" + name + "}}\" }")) {
      countersign.ready();
      var key = Objects.requireNonNull(keys.keys.get("crm"));
      moto.secret(name, "new");
      Moto.Keys next = moto.user(Asked.EVERYTHING);
      moto.revoke(user);
      above.put("id", next.id()).put("key", next.secret());

      String seen = key.reveal();
      while (seen.equals("old")) {
        time.advance(Duration.ofMinutes(1)); // who is refused again and again must wait
        seen = key.refused(seen).toCompletableFuture().get(20, TimeUnit.SECONDS);
      }
      assertThat(seen).isEqualTo("new");
    }
  }
}
