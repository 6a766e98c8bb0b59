package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Countersign;
import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sources whose own blocks hold secrets. */
final class BootstrapTest {
  private static final Setting<Secret> KEY = Setting.secret("key");
  private static final Setting<Secret> TOKEN = Setting.secret("token");

  private final Probe probe = new Probe("probe", KEY);
  private final FakeSource env = new FakeSource("env");
  private final List<String> tokens = new ArrayList<>();
  private final List<Settings> blocks = new ArrayList<>();
  private final FakeSource vault = needy("vault");
  private final FakeSource aws = needy("aws");

  private FakeSource needy(String type) {
    return new FakeSource(type)
        .declaring(TOKEN)
        .making(own -> {
          blocks.add(own);
          tokens.add(type + " " + own.get(TOKEN).reveal());
        });
  }

  private Countersign countersign(String secrets, String... keys) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < keys.length; i++) {
      all.append((char) ('a' + i)).append(" { type = probe, origins = any, key = \"");
      all.append(keys[i]).append("\" }\n");
    }
    return Countersign.builder()
        .provider(probe)
        .resolver(env)
        .resolver(vault)
        .resolver(aws)
        .of(
            Harness.conf(
                "countersign.secrets {\n"
                    + secrets
                    + "\n}\ncountersign.authenticators {\n"
                    + all
                    + "}"));
  }

  private AuthConfigException failure(String secrets, String... keys) {
    return catchThrowableOfType(
        AuthConfigException.class, () -> countersign(secrets, keys).ready());
  }

  // Who is asked for what.

  @Test
  void bind_locatorOfASourceBelow_isAskedFirst() {
    aws.holding("aws:vault-token", "from aws");
    vault.holding("x", "value");

    countersign(
            """
            priority = [vault, aws]
            vault.token = "{{aws:vault-token}}"
            aws.token = "{{literal:given}}"
            """,
            "{{x}}")
        .ready();

    assertThat(tokens).containsExactly("aws given", "vault from aws");
    assertThat(aws.batches).containsExactly(Set.of("aws:vault-token"));
    assertThat(vault.batches).containsExactly(Set.of("x"));
  }

  @Test
  void bind_keyOfTheFirstSource_isAskedOfThoseThatDoNotNeedIt() {
    env.holding("secrets.vault.token", "from env");
    vault.holding("x", "value");

    countersign("priority = [vault, env]", "{{x}}").ready();

    assertThat(tokens).containsExactly("vault from env");
    assertThat(vault.batches).containsExactly(Set.of("x"));
  }

  @Test
  void bind_keysOfTwoSources_areAskedOfWhoeverComesBefore() {
    env.holding("secrets.vault.token", "from env");
    vault.holding("secrets.aws.token", "from vault");
    aws.holding("x", "value");

    countersign("priority = [vault, aws, env]", "{{x}}").ready();

    assertThat(tokens).containsExactly("vault from env", "aws from vault");
    assertThat(vault.batches).containsExactly(Set.of("x"), Set.of("secrets.aws.token"));
  }

  @Test
  void bind_keyOfASourceThatTheFirstNames_isNotAskedOfTheFirst() {
    env.holding("secrets.aws.token", "from env");
    aws.holding("aws:t", "from aws");
    vault.holding("x", "value");

    countersign("priority = [vault, aws, env], vault.token = \"{{aws:t}}\"", "{{x}}").ready();

    assertThat(tokens).containsExactly("aws from env", "vault from aws");
  }

  @Test
  void bind_keyOfASourceOutsideThePriority_isAskedOfAllOfIt() {
    env.holding("secrets.vault.token", "from env");
    vault.holding("vault:x", "value");

    countersign("priority = [env], vault {}", "{{vault:x}}").ready();

    assertThat(tokens).containsExactly("vault from env");
  }

  @Test
  void bind_severalInstancesOfOneType_haveSecretsOfTheirOwn() {
    env.holding("secrets.vault-eu.token", "eu").holding("env:US", "us");
    vault.holding("x", "value").holding("vault-us:y", "value");

    countersign(
            """
            priority = [env, vault-eu]
            vault-eu { type = vault }
            vault-us { type = vault, token = "{{env:US}}" }
            """,
            "{{x}}",
            "{{vault-us:y}}")
        .ready();

    assertThat(vault.opened).containsExactly("vault-eu", "vault-us");
    assertThat(tokens).containsExactly("vault eu", "vault us");
  }

  @Test
  void bind_sourceThatNothingNeeds_hasNothingLookedUpForIt() {
    env.holding("x", "value");

    countersign("priority = [env, vault]", "{{x}}").ready();

    assertThat(env.batches).containsExactly(Set.of("x"));
    assertThat(vault.opened).isEmpty();
  }

  @Test
  void bind_sameKeyInASourceAndInABlock_isLookedUpForEachWhereItMayBe() {
    env.holding("shared", "from env");
    vault.holding("shared", "from vault");

    countersign("priority = [vault, env], vault.token = \"{{shared}}\"", "{{shared}}").ready();

    assertThat(tokens).containsExactly("vault from env");
    assertThat(probe.made.get(0).get(KEY).reveal()).isEqualTo("from vault");
  }

  // What lacks.

  @Test
  void bind_ownSecretIsMissing_isToldOnceAndNamedByAllThatNeedTheSource() {
    AuthConfigException thrown =
        failure("priority = [env, vault], vault.token = \"{{env:T}}\"", "{{x}}", "{{y}}");

    assertThat(thrown)
        .hasMessageStartingWith(
            "Countersign cannot build 2 of 2 authenticators: 1 secret is missing, 2 secrets are"
                + " invalid.\n\nsecrets.vault  (vault, a.conf: 2)\n  token  {{env:T}} (a.conf: 2),"
                + " looked up in its source:\n    1. env  not set  T, T_FILE\n  To set it:  export"
                + " T=…\n");
    assertThat(thrown.problems())
        .extracting(Problem::path)
        .containsExactly(
            "countersign.secrets.vault.token",
            "countersign.authenticators.a.key",
            "countersign.authenticators.b.key");
    assertThat(env.batches).containsExactly(Set.of("x", "y"), Set.of("env:T"));
    assertThat(vault.opened).isEmpty();
  }

  @Test
  void bind_ownSecretCameLater_isLookedUpAgain() {
    Countersign countersign =
        countersign("priority = [vault], vault.token = \"{{env:T}}\", env {}", "{{x}}");
    vault.holding("x", "value");
    assertThat(catchThrowableOfType(AuthConfigException.class, countersign::ready)).isNotNull();

    env.holding("env:T", "now");
    countersign.ready();

    assertThat(tokens).containsExactly("vault now");
  }

  @Test
  void bind_whoseOwnSecretCannotBeReached_cannotBeReachedEither() {
    aws.answering("aws:t", new Lookup.Failed(Lookup.Failure.UNAVAILABLE, List.of(), "no answer"));
    env.holding("x", "from below");
    String secrets =
        """
        priority = [vault, env]
        vault { token = "{{aws:t}}" ON }
        aws.token = "{{literal:given}}"
        """;

    assertThat(failure(secrets.replace("ON", ""), "{{x}}"))
        .hasMessageContaining("1. vault  UNREACHABLE, stopped here")
        .hasMessageContaining("not asked: env");
    countersign(secrets.replace("ON", ", on-unavailable = continue"), "{{x}}").ready();
    assertThat(probe.made.get(0).get(KEY).reveal()).isEqualTo("from below");
  }

  @Test
  void bind_nobodyIsLeftToAsk_saysSo() {
    assertThat(failure("priority = [vault]", "{{x}}"))
        .hasMessageContaining(
            "  looked up nowhere: no source that does not need vault itself is in"
                + " countersign.secrets.priority (a.conf: 2)\n");
  }

  // Circles.

  @Test
  void read_sourceThatNeedsItself_isRefused() {
    assertThat(failure("priority = [vault], vault.token = \"{{vault:t}}\"", "{{x}}").problems())
        .first()
        .isEqualTo(
            new Problem(
                "a.conf: 2",
                "countersign.secrets.vault",
                """
                it needs itself, so it cannot be asked:
                      vault  token = {{vault:t}} (a.conf: 2)
                         └→ vault\
                """));
  }

  @Test
  void read_circleOfThree_isDrawnAndNobodyInItIsAsked() {
    AuthConfigException thrown =
        failure(
            """
            priority = [env, upper]
            upper { type = vault, token = "{{lower:t}}" }
            lower { type = vault, token = "{{aws:t}}" }
            aws.token = "{{upper:t}}"
            other { type = vault, token = "{{lower:t}}" }
            """,
            "{{x}}",
            "{{other:y}}");

    assertThat(thrown.problems().get(0))
        .isEqualTo(
            new Problem(
                "a.conf: 3",
                "countersign.secrets.upper",
                """
                these sources need each other, so that none of them can be asked first:
                      upper  token = {{lower:t}} (a.conf: 3)
                         └→ lower  token = {{aws:t}} (a.conf: 4)
                            └→ aws  token = {{upper:t}} (a.conf: 5)
                               └→ upper\
                """));
    assertThat(thrown)
        .hasMessageContaining("it cannot be used: see countersign.secrets.upper above")
        .hasMessageContaining("it cannot be used: see countersign.secrets.lower above");
    assertThat(env.batches).containsExactly(Set.of("x"));
    assertThat(vault.opened).isEmpty();
    assertThat(aws.opened).isEmpty();
  }

  @Test
  void read_twoCircles_areToldEach() {
    AuthConfigException thrown =
        failure(
            """
            priority = [env]
            a { type = vault, token = "{{b:t}}" }
            b { type = vault, token = "{{a:t}}" }
            c { type = vault, token = "{{c:t}} {{a:t}}" }
            """,
            "{{x}}");

    assertThat(thrown.problems())
        .extracting(Problem::path)
        .startsWith("countersign.secrets.a", "countersign.secrets.c");
  }

  // Later.

  @Test
  void refused_ownSecretOfASource_isReadAgainWhereItMayBe() throws Exception {
    env.holding("secrets.vault.token", "old");
    vault.holding("x", "value").holding("secrets.vault.token", "never asked");
    countersign("priority = [vault, env]", "{{x}}").ready();
    Secret token = blocks.get(0).get(TOKEN);
    env.holding("secrets.vault.token", "new");

    String next =
        token
            .refused(Objects.requireNonNull(token.now()))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);

    assertThat(next).isEqualTo("new");
    assertThat(token.reveal()).isEqualTo("new");
    assertThat(vault.batches).containsExactly(Set.of("x"));
  }
}
