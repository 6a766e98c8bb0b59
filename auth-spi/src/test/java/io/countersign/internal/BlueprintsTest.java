package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.AuthStep;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Done;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine itself says of a block, beside what its settings say. */
final class BlueprintsTest {
  private static final Setting<Secret> KEY = Setting.secret("key");
  private static final Setting<Secret> NOTE = Setting.text("note");

  private final LogCapture log = new LogCapture();
  private final Probe probe = new Probe("probe", KEY, NOTE);
  private final FakeSource env = new FakeSource("env").holding("a.key", "s3cr3t-0123");

  @AfterEach
  void end() {
    log.close();
  }

  private Countersign of(String block) {
    return Countersign.builder()
        .provider(probe)
        .provider(new Probe("bare"))
        .resolver(env)
        .of(
            Harness.conf(
                "countersign { secrets.priority = [env], authenticators.a {\n" + block + "\n} }"));
  }

  private String failure(String block) {
    return String.valueOf(catchThrowable(() -> of(block).ready()).getMessage());
  }

  @Test
  void ready_anyOriginForASecret_warnsOnceAndSaysWhere() {
    Countersign countersign = of("type = probe, note = x\norigins = any");
    countersign.ready();
    countersign.explain();
    assertThat(log.lines)
        .containsExactly(
            "WARNING a.conf: 3: countersign.authenticators.a.origins = any lets its secrets go to"
                + " every address that is asked by https; list the origins that may have them");
  }

  @Test
  void ready_anyOriginWithoutASecret_isFine() {
    of("type = bare, origins = any").ready();
    assertThat(log.lines).isEmpty();
  }

  @Test
  void ready_originFromTheEnvironmentIsNone_isNotShown() {
    Config outside =
        ConfigFactory.empty()
            .withValue("X", ConfigValueFactory.fromAnyRef("s3cr3t-4567", "env variables"));
    Config conf =
        ConfigFactory.parseString(
                "countersign { secrets.priority = [env], authenticators.a { type = probe, note = x,"
                    + " origins = [\"https://fine.example\", ${X}] } }")
            .resolveWith(outside, ConfigResolveOptions.noSystem());
    Throwable failure =
        catchThrowable(() -> Countersign.builder().provider(probe).resolver(env).of(conf).ready());
    assertThat(failure)
        .hasMessageContaining("origins  ")
        .hasMessageContaining("an entry from the environment is not an origin; expected is scheme")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void ready_noSourceInThePriority_saysSo() {
    Config conf =
        Harness.conf(
            "countersign { secrets.priority = [], authenticators.a { type = probe, note = x,"
                + " origins = [\"https://api.example\"] } }");
    assertThat(catchThrowable(() -> Countersign.builder().provider(probe).of(conf).ready()))
        .hasMessageEndingWith(
            "  key  {{a.key}}\n  looked up nowhere: countersign.secrets.priority (a.conf: 1) lists no"
                + " source, as [env, file] does");
  }

  @Test
  void ready_noJarWithASource_namesTheJarsToAdd() {
    Config conf =
        Harness.conf(
            "countersign.authenticators.a { type = probe, note = x,"
                + " origins = [\"https://api.example\"] }");
    assertThat(catchThrowable(() -> Countersign.builder().provider(probe).of(conf).ready()))
        .hasMessageEndingWith(
            "  key  {{a.key}}\n  looked up nowhere: no source of secrets that is asked by default is"
                + " on the class path; add io.countersign:secrets-env or"
                + " io.countersign:secrets-file (or, in a shaded jar, merge META-INF/services), or"
                + " list others in countersign.secrets.priority; found: none");
  }

  @Test
  void ready_slipInTheWordType_isNamed() {
    assertThat(failure("tpye = probe"))
        .contains("type  a.conf: 1: is missing; is tpye meant to be it?; types found: ");
  }

  @Test
  void ready_providerRefusesInWordsThatHoldAPlainText_isShown() {
    probe.making(settings -> {
      throw new IllegalArgumentException("note must not be x alone");
    });
    assertThat(failure("type = probe, note = x, origins = [\"https://api.example\"]"))
        .contains("note must not be x alone");
  }

  @Test
  void ready_wantsToMakeCallsAndNothingMakesThem_namesTheJarsToAdd() {
    probe.making(settings -> {
      HttpTransport unused = probe.contexts.get(0).http();
      return Authenticator.none();
    });
    assertThat(failure("type = probe, note = x, origins = [\"https://api.example\"]"))
        .contains("Countersign cannot build 1 of 1 authenticator")
        .contains(
            "countersign.http.transport: there is no HTTP transport for token and login calls")
        .contains("io.countersign:http-jdk");
  }

  @Test
  void authenticate_ownCallFails_mayPassAndSaysWhatTheTransportSays() {
    probe.making(settings -> {
      HttpTransport http = probe.contexts.get(0).http();
      HttpCall login =
          new HttpCall(
              "GET",
              URI.create("https://login.example"),
              Map.of(),
              Body.none(),
              Duration.ofDays(1));
      return request -> new Await(http.send(login).thenApply(reply -> Done.DONE));
    });
    Countersign countersign =
        Countersign.builder()
            .provider(probe)
            .resolver(env)
            .transport(call -> CompletableFuture.failedFuture(new IOException("not reached")))
            .of(
                Harness.conf(
                    "countersign { secrets.priority = [env], authenticators.a {"
                        + " type = probe, note = x, origins = [\"https://api.example\"] } }"));
    AuthStep step =
        countersign
            .authenticator("a")
            .authenticate(
                AuthRequest.of("GET", URI.create("https://api.example"), Map.of(), Body.none()));
    assertThat(((Await) step).step().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withMessageContaining("a: not reached")
        .havingCause()
        .isInstanceOfSatisfying(
            AuthException.class,
            failure -> assertThat(failure.category()).isEqualTo(AuthException.Category.TRANSIENT));
  }

  @Test
  void ready_literalThatTheProviderCannotUse_isToldAndNotByTheFirstRequest() {
    probe.making(settings ->
        Authenticator.carrying(
            settings
                .get(NOTE)
                .map(note -> {
                  if (note.isEmpty()) {
                    throw new AuthException(
                        AuthException.Category.REQUEST, "note must not be empty");
                  }
                  return Credentials.header("X-Note", note);
                })));
    assertThat(failure("type = probe, note = \"\", origins = [\"https://api.example\"]"))
        .contains("  a.conf: 1: note must not be empty");
  }

  @Test
  void ready_secretWithALineEnd_isToldWithTheSourceItCameFrom() {
    env.holding("a.key", "s3cr3t\n");
    probe.making(settings -> {
      throw new IllegalArgumentException("header X cannot carry its value");
    });
    assertThat(failure("type = probe, note = x, origins = [\"https://api.example\"]"))
        .contains("header X cannot carry its value; look at key, read from env (")
        .doesNotContain("s3cr3t", "look at note");
  }
}
