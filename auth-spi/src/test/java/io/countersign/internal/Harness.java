package io.countersign.internal;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.AuthEvents;
import io.countersign.Countersign;
import io.countersign.Explanation;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** An engine over one type {@code probe} and a source {@code env}, and what it makes of a block. */
final class Harness {
  /** For secrets that are read once. */
  static final SecretCell.Again NEVER_AGAIN =
      new Rotation(
          new Surroundings(
              Runnable::run,
              Clock.systemUTC(),
              System::nanoTime,
              Random::new,
              Random::new,
              Map.of(),
              AuthEvents.none(),
              UnaryOperator.identity()),
          AuthEvents.none(),
          null,
          ref -> null,
          source -> new Freshness(Duration.ZERO, Duration.ZERO, Duration.ZERO));

  final Probe probe;
  final FakeSource env = new FakeSource("env");
  private String secrets = "";

  Harness(Setting<?>... settings) {
    probe = new Probe("probe", settings);
  }

  Harness rules(Rule... rules) {
    probe.rules(rules);
    return this;
  }

  Harness holding(String reference, String value) {
    env.holding(reference, value);
    return this;
  }

  /** What stands in {@code countersign.secrets}, beside a priority of env alone. */
  Harness secrets(String body) {
    secrets = body;
    return this;
  }

  Countersign countersign(String body) {
    return Countersign.builder().provider(probe).resolver(env).of(conf(whole(body)));
  }

  /** Reads the block, whose body begins in line 2, and returns what the provider was given. */
  Settings read(String body) {
    countersign(body).authenticator("a");
    return probe.made.get(probe.made.size() - 1);
  }

  AuthConfigException failure(String body) {
    return catchThrowableOfType(AuthConfigException.class, () -> countersign(body).ready());
  }

  List<Problem> problems(String body) {
    AuthConfigException failure = failure(body);
    return failure == null ? List.of() : failure.problems();
  }

  /** Returns the problems as lines: {@code a.conf: 2: path below the block: what}. */
  String faults(String body) {
    return problems(body).stream()
        .map(Problem::toString)
        .map(line -> line.replace("countersign.authenticators.a.", ""))
        .collect(Collectors.joining("\n"));
  }

  Explanation.Block explain(String body) {
    return countersign(body).explain("a").authenticators().get(0);
  }

  private String whole(String body) {
    return "countersign.authenticators.a { type = probe, origins = [\"https://api.example\"]\n"
        + body
        + "\n}\ncountersign.secrets { priority = [env], "
        + secrets
        + " }";
  }

  static Config conf(String text) {
    return ConfigFactory.parseString(
            text, ConfigParseOptions.defaults().setOriginDescription("a.conf"))
        .resolve();
  }
}
