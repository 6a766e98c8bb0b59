package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.Explanation;
import io.countersign.spi.Attempt;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Await;
import io.countersign.spi.Body;
import io.countersign.spi.Lookup;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TokenStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same authenticators, each tenant's with secrets of its own. */
final class TenantsTest {
  private static final String ORIGINS = "origins = [\"https://api.example\"]";
  private static final Setting<Secret> TOKEN = Setting.secret("token");
  private static final Setting<Optional<Secret>> MORE = Setting.text("more").optional();

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final List<AuthEvents.Event> events = new CopyOnWriteArrayList<>();
  private final FakeSource file =
      new FakeSource("file").placing(key -> new SecretPlace(key, key + " = \"…\" in secrets.toml"));
  private final FakeSource vault =
      new FakeSource("vault").placing(key -> new SecretPlace(key, "vault kv patch " + key + "=…"));
  private final Probe probe = new Probe("probe", TOKEN, MORE).making(this::closeable);

  private Authenticator closeable(Settings settings) {
    String token = settings.get(TOKEN).reveal();
    Authenticator carrying =
        Authenticator.carrying(
            settings.get(TOKEN).map(value -> io.countersign.spi.Credentials.header("X", value)));
    return new Authenticator() {
      @Override
      public io.countersign.spi.AuthStep authenticate(AuthRequest request) {
        return carrying.authenticate(request);
      }

      @Override
      public void close() {
        closed.add(token);
      }
    };
  }

  private Countersign countersign(String rooms, String... blocks) {
    StringBuilder authenticators = new StringBuilder();
    for (String block : blocks) {
      String[] parts = block.split(" ", 2);
      authenticators
          .append(parts[0])
          .append(" { type = probe, " + ORIGINS + ", ")
          .append(parts.length == 2 ? parts[1] : "")
          .append(" }\n");
    }
    return Countersign.builder()
        .provider(probe)
        .resolver(file)
        .resolver(vault)
        .executor(Runnable::run)
        .environment(Map.of())
        .events(events::add)
        .of(
            Harness.conf(
                "countersign { "
                    + (rooms.contains("priority") ? "" : "secrets.priority = [file, vault]\n")
                    + rooms
                    + "\nauthenticators {\n"
                    + authenticators
                    + "} }"));
  }

  private static String sent(Authenticator authenticator) {
    return ((io.countersign.spi.Send) authenticator.authenticate(request()))
        .credentials()
        .placements()
        .get(0)
        .value();
  }

  private static AuthRequest request() {
    return AuthRequest.of("GET", URI.create("https://api.example/"), Map.of(), Body.none());
  }

  private static String report(Runnable what) {
    return String.valueOf(catchThrowableOfType(AuthConfigException.class, what::run).getMessage());
  }

  // names

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.b",
        "..",
        ".",
        "a/b",
        "a\\b",
        "a b",
        "a\n",
        "ä",
        "a%2e",
        "canary\u0000",
        "crm:x",
        "Ⅳ"
      })
  void tenant_noName_isRefusedAndNotShown(String name) {
    Countersign countersign = countersign("", "crm");

    assertThatThrownBy(() -> countersign.tenant(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "this is no name of a tenant: those are of the form [A-Za-z0-9_-]{1,64}, and this one ")
        .hasMessageMatching(".*(is empty|has something else at character [0-9]+)");
  }

  @Test
  void tenant_longName_isRefusedWithItsLength() {
    Countersign countersign = countersign("", "crm");

    assertThatThrownBy(() -> countersign.tenant("a".repeat(65)))
        .hasMessageEndingWith("has 65 characters");
    assertThat(countersign.tenant("a".repeat(64)).names()).containsExactly("crm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "1x", "-", "_", "A_B", "a-b", "tenants", "0"})
  void tenant_name_isAskedForAsItIs(String name) {
    file.holding("tenants." + name + ".crm.token", "canary");

    assertThat(sent(countersign("", "crm").tenant(name).authenticator("crm"))).isEqualTo("canary");
  }

  @Test
  void tenant_ofATenant_isRefused() {
    Countersign tenant = countersign("", "crm").tenant("acme");

    assertThatThrownBy(() -> tenant.tenant("other"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tenant acme has no tenants of its own: ask the Countersign of the house");
  }

  @Test
  void ready_authenticatorOrKeyNamedAsTheTenants_isAFault() {
    assertThat(report(() -> countersign("", "tenants").ready()))
        .contains("cannot be the name of an authenticator: its secrets would stand where");
    for (String key : List.of("tenants.acme.crm.token", "Tenants.acme.x", "tenants")) {
      assertThat(report(() -> countersign("", "crm token = \"{{" + key + "}}\"").ready()))
          .contains("a key does not begin with tenants, where the secrets of tenants are");
    }
  }

  // whose secrets

  @Test
  void authenticator_tenantsAndHouse_haveEachTheirOwn() {
    file.holding("crm.token", "house")
        .holding("tenants.a-b.crm.token", "one")
        .holding("tenants.a_b.crm.token", "two")
        .holding("tenants.A_B.crm.token", "three");
    Countersign countersign = countersign("", "crm");

    assertThat(sent(countersign.tenant("a-b").authenticator("crm"))).isEqualTo("one");
    assertThat(sent(countersign.tenant("a_b").authenticator("crm"))).isEqualTo("two");
    assertThat(sent(countersign.tenant("A_B").authenticator("crm"))).isEqualTo("three");
    assertThat(sent(countersign.authenticator("crm"))).isEqualTo("house");
    assertThat(file.opened).containsExactly("file");
    assertThat(vault.batches).isEmpty();
  }

  @Test
  void ready_whatTheHouseHas_isMissingToATenantAndNotAskedFor() {
    file.holding("crm.token", "house").holding("tenants.other.crm.token", "other");
    Countersign tenant = countersign("", "crm").tenant("acme");

    assertThat(report(tenant::ready))
        .isEqualTo(
            """
            Countersign cannot build 1 of 1 authenticator of tenant acme: 1 secret is missing.

            crm of tenant acme  (probe, a.conf: 4)
              token  {{tenants.acme.crm.token}}
              looked up in the order of countersign.secrets.priority (a.conf: 1):
                1. file   no such key  tenants.acme.crm.token in secrets.toml
                2. vault  no such key  tenants.acme.crm.token in secrets.toml
              To set it:  tenants.acme.crm.token = "…" in secrets.toml
                     or:  vault kv patch tenants.acme.crm.token=…\
            """);
    assertThat(file.batches).containsExactly(Set.of("tenants.acme.crm.token"));
    assertThat(vault.batches).containsExactly(Set.of("tenants.acme.crm.token"));
  }

  @Test
  void ready_tenant_isOneLookUpPerSource() {
    file.holding("tenants.acme.crm.token", "1").holding("tenants.acme.erp.token", "2");

    countersign("", "crm", "erp").tenant("acme").ready();

    assertThat(file.batches)
        .containsExactly(Set.of("tenants.acme.crm.token", "tenants.acme.erp.token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token = \"{{vault:some/path#x}}\"", "more = \"a {{file:x.toml#y}}\""})
  void ready_locator_isTheHousesUnlessShared(String text) {
    file.holding("tenants.acme.crm.token", "own");
    file.answering("file:x.toml#y", found("y"));
    vault.answering("vault:some/path#x", found("x"));

    String report = report(countersign("", "crm " + text).tenant("acme")::ready);

    assertThat(report)
        .startsWith("Countersign cannot build 1 of 1 authenticator of tenant acme: 1 setting is")
        .contains(
            "names a place of the house, which a tenant is given only where its block says shared ="
                + " true; write {{key}}, which each tenant has a secret of its own for");
    assertThat(vault.batches).isEmpty();
    assertThat(file.batches.stream().flatMap(Set::stream)).noneMatch(ref -> ref.contains(":"));

    countersign("", "crm shared = true, " + text).tenant("acme").ready();
    assertThat(probe.made).hasSize(1);
  }

  private static Lookup.Found found(String value) {
    return new Lookup.Found(value, "there", Optional.empty(), List.of());
  }

  @Test
  void ready_secretInPlain_isTheHousesUnlessSharedOrLiteral() {
    for (String plain : List.of("abc", "0")) {
      assertThat(report(countersign("", "crm token = \"" + plain + "\"").tenant("acme")::ready))
          .contains(
              "token  a.conf: 4: is a secret of the house, in plain, which a tenant is given");
    }
    countersign("", "crm token = \"abc\", shared = yes").tenant("acme").ready();
    countersign("", "crm token = \"{{literal:x}}\"").tenant("acme").ready();
    countersign("", "crm token = \"\"").tenant("acme").ready();
    countersign("", "crm token = \"abc\"").ready();
  }

  // shared

  @Test
  void authenticator_shared_isTheHousesOnlyWhereTheTenantHasNone() {
    file.holding("crm.token", "house").holding("erp.token", "house's erp");
    vault.holding("tenants.acme.crm.token", "own");
    Countersign tenant = countersign("", "crm shared = true", "erp shared = true").tenant("acme");

    tenant.ready();

    assertThat(sent(tenant.authenticator("crm"))).isEqualTo("own");
    assertThat(sent(tenant.authenticator("erp"))).isEqualTo("house's erp");
    assertThat(file.batches)
        .containsExactly(
            Set.of("tenants.acme.crm.token", "tenants.acme.erp.token"), Set.of("erp.token"));
    assertThat(probe.made.get(1).get(TOKEN).provenance())
        .extracting(Secret.Provenance::reference, Secret.Provenance::source)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("erp.token", "file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "continue"})
  void ready_sharedAndTheTenantsIsDeniedOrUnreachable_isNotTheHouses(String policy) {
    for (Lookup.Failure failure : List.of(Lookup.Failure.DENIED, Lookup.Failure.UNAVAILABLE)) {
      vault.failing("tenants.acme.crm.token", failure);
      file.holding("crm.token", "house");
      String rooms =
          "secrets { priority = [vault, file], vault { on-denied = "
              + policy
              + ", on-unavailable = "
              + policy
              + " } }";

      assertThat(report(countersign(rooms, "crm shared = true").tenant("acme")::ready))
          .contains("1 secret is " + (failure == Lookup.Failure.DENIED ? "denied" : "unreachable"));
      assertThat(file.batches.stream().flatMap(Set::stream)).doesNotContain("crm.token");
    }
  }

  @Test
  void authenticator_oneKeyInASharedBlockAndInAnother_isTwoSecrets() {
    file.holding("common", "house");
    Countersign tenant =
        countersign("", "crm shared = true, token = \"{{common}}\"", "erp token = \"{{common}}\"")
            .tenant("acme");

    assertThat(report(tenant::ready))
        .contains("1 of 2 authenticators of tenant acme", "erp of tenant acme")
        .doesNotContain("crm of tenant acme");
    assertThat(sent(tenant.authenticator("crm"))).isEqualTo("house");
  }

  @Test
  void ready_sharedAndNobodyHasIt_saysBothPlacesAndInWhichOrder() {
    Countersign tenant = countersign("", "crm shared = true").tenant("acme");

    assertThat(report(tenant::ready))
        .isEqualTo(
            """
            Countersign cannot build 1 of 1 authenticator of tenant acme: 1 secret is missing.

            crm of tenant acme  (probe, a.conf: 4)
              token  {{tenants.acme.crm.token}}
              looked up in the order of countersign.secrets.priority (a.conf: 1):
                1. file   no such key  tenants.acme.crm.token in secrets.toml
                2. vault  no such key  tenants.acme.crm.token in secrets.toml
              and then, since shared = true, as the house's {{crm.token}}:
                3. file   no such key  crm.token in secrets.toml
                4. vault  no such key  crm.token in secrets.toml
              To set it:  tenants.acme.crm.token = "…" in secrets.toml
                     or:  vault kv patch tenants.acme.crm.token=…\
            """);
  }

  @Test
  void refused_shared_isTheTenantsOnceItHasItsOwn() {
    file.holding("crm.token", "house");
    Countersign tenant = countersign("", "crm shared = true").tenant("acme");
    tenant.ready();
    Secret token = probe.made.get(0).get(TOKEN);

    file.holding("tenants.acme.crm.token", "own");
    String next = token.refused(token.reveal()).toCompletableFuture().join();

    assertThat(next).isEqualTo("own");
    assertThat(events)
        .extracting(AuthEvents.Event::kind, AuthEvents.Event::authenticator)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                AuthEvents.Kind.ROTATED, "crm.token of tenant acme"));
  }

  @Test
  void refused_sharedAndTheHousesCannotBeRead_servesAsItWas() {
    file.holding("crm.token", "house");
    Countersign tenant = countersign("", "crm shared = true").tenant("acme");
    tenant.ready();
    Secret token = probe.made.get(0).get(TOKEN);

    file.failing("crm.token", Lookup.Failure.UNAVAILABLE);

    assertThat(token.refused(token.reveal()).toCompletableFuture().join()).isEqualTo("house");
    assertThat(token.now()).isEqualTo("house");
  }

  // what is said of it

  @Test
  void context_tenant_saysWhoseItIs() {
    file.holding("tenants.acme.crm.token", "own").holding("crm.token", "house");
    Countersign countersign = countersign("", "crm");

    countersign.tenant("acme").ready();
    countersign.ready();

    assertThat(probe.contexts.get(0).name()).isEqualTo("crm of tenant acme");
    assertThat(probe.contexts.get(0).tenant()).contains("acme");
    assertThat(probe.contexts.get(1).name()).isEqualTo("crm");
    assertThat(probe.contexts.get(1).tenant()).isEmpty();
  }

  @Test
  void authenticate_elsewhere_failsUnderTheNameOfTheTenant() {
    file.holding("tenants.acme.crm.token", "own");
    Authenticator authenticator = countersign("", "crm").tenant("acme").authenticator("crm");
    AuthRequest elsewhere =
        AuthRequest.of("GET", URI.create("https://other.example/"), Map.of(), Body.none());

    AuthException failure =
        (AuthException)
            ((Await) authenticator.authenticate(elsewhere))
                .step()
                .toCompletableFuture()
                .handle((step, thrown) -> Failures.unwrapped(thrown))
                .join();

    assertThat(failure).hasMessageStartingWith("crm of tenant acme: ");
    assertThat(failure.authenticator()).contains("crm of tenant acme");
    assertThat(authenticator).hasToString("Authenticator[crm of tenant acme]");
  }

  @Test
  void explain_tenant_namesThePlacesThatWereAsked() {
    file.holding("tenants.acme.crm.token", "own").holding("erp.token", "house");
    Countersign tenant =
        countersign("", "crm", "erp shared = true", "bi shared = true").tenant("acme");

    Explanation explanation = tenant.explain();

    assertThat(explanation.authenticators())
        .flatExtracting(Explanation.Block::settings)
        .flatExtracting(Explanation.Entry::parts)
        .extracting(Explanation.Part::reference, Explanation.Part::place)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("tenants.acme.bi.token", "missing"),
            org.assertj.core.groups.Tuple.tuple("tenants.acme.crm.token", "tenants.acme.crm.token"),
            org.assertj.core.groups.Tuple.tuple("erp.token", "erp.token"));
    assertThat(explanation.report().orElseThrow()).contains("bi of tenant acme");
    assertThat(tenant.type("crm")).isEqualTo("probe");
    assertThat(tenant.origins("crm")).containsExactly("https://api.example");
    assertThat(tenant.types().found()).isNotEmpty();
  }

  @Test
  void everythingThatIsPrinted_showsNoSecret() {
    file.holding("tenants.acme.crm.token", "canary");
    Countersign tenant = countersign("", "crm", "erp").tenant("acme");

    List<Object> printed = new ArrayList<>();
    printed.add(report(tenant::ready));
    printed.add(tenant);
    printed.add(tenant.authenticator("crm"));
    printed.add(tenant.explain());
    printed.add(probe.contexts.get(0));
    printed.add(probe.contexts.get(0).tokenStore());
    printed.add(probe.made.get(0).get(TOKEN));
    printed.addAll(events);

    assertThat(printed).allSatisfy(each -> assertThat(each.toString()).doesNotContain("canary"));
  }

  // how many

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "some", "1.5", "99999999999", "[]"})
  void ready_atMost_isANumberFromOneOn(String number) {
    Countersign countersign = countersign("tenants.at-most = " + number, "crm");

    assertThat(report(countersign::ready)).contains("countersign.tenants.at-most");
  }

  @Test
  void tenant_oneTooMany_takesTheOneThatWasNotAskedForLongest() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      file.holding("tenants." + name + ".crm.token", name);
    }
    Countersign countersign = countersign("tenants.at-most = 2", "crm");
    Countersign a = countersign.tenant("a");
    Countersign b = countersign.tenant("b");
    a.ready();
    b.ready();
    a.authenticator("crm");

    countersign.tenant("c").ready();

    assertThat(probe.made).hasSize(3);
    a.ready();
    assertThat(probe.made).hasSize(3);
    awaitClosed(countersign, "b");

    assertThat(sent(b.authenticator("crm"))).isEqualTo("b");
    assertThat(probe.made).hasSize(4);
  }

  /** What nobody holds is noticed when the garbage was collected and another tenant comes. */
  private void awaitClosed(Countersign countersign, String... tokens) throws Exception {
    for (int i = 0; i < 200 && !closed.containsAll(List.of(tokens)); i++) {
      System.gc();
      countersign.tenant("c").names();
      countersign.tenant("comes-" + i).names();
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(closed).contains(tokens);
  }

  @Test
  void tenant_evictedWhileItIsHeld_worksOnAndIsClosedWhenNobodyHoldsIt() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      file.holding("tenants." + name + ".crm.token", name);
    }
    Countersign countersign = countersign("tenants.at-most = 1", "crm");
    List<Authenticator> held =
        new ArrayList<>(List.of(countersign.tenant("a").authenticator("crm")));
    countersign.tenant("b").ready();
    countersign.tenant("c").ready();
    awaitClosed(countersign, "b", "c");

    assertThat(closed).doesNotContain("a");
    assertThat(sent(held.get(0))).isEqualTo("a");

    file.holding("tenants.a.crm.token", "a2");
    Secret secret = probe.made.get(0).get(TOKEN);
    assertThat(secret.refused(secret.reveal()).toCompletableFuture().join()).isEqualTo("a2");
    assertThat(sent(held.get(0))).isEqualTo("a2");

    held.clear();
    awaitClosed(countersign, "a");
    assertThat(closed).containsOnlyOnce("a", "b", "c");
  }

  @Test
  void close_house_closesTheEvictedThatAreHeldToo() {
    for (String name : List.of("a", "b")) {
      file.holding("tenants." + name + ".crm.token", name);
    }
    file.holding("crm.token", "house");
    Countersign countersign = countersign("tenants.at-most = 1", "crm");
    countersign.ready();
    Authenticator held = countersign.tenant("a").authenticator("crm");
    Countersign b = countersign.tenant("b");
    b.ready();

    countersign.close();
    countersign.close();

    assertThat(closed).containsExactlyInAnyOrder("house", "b", "a");
    assertThat(file.closed).containsExactly("file");
    assertThat(held).isNotNull();
    assertThatThrownBy(() -> b.authenticator("crm"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this Countersign is closed");
    assertThatThrownBy(() -> countersign.tenant("c")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_tenant_closesThatTenantAlone() {
    for (String name : List.of("a", "b")) {
      file.holding("tenants." + name + ".crm.token", name);
    }
    file.holding("crm.token", "house");
    Countersign countersign = countersign("", "crm");
    countersign.ready();
    Countersign a = countersign.tenant("a");
    a.ready();
    countersign.tenant("b").ready();

    a.close();
    a.close();

    assertThat(closed).containsExactly("a");
    assertThat(file.closed).isEmpty();
    assertThatThrownBy(() -> a.authenticator("crm"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this Countersign of tenant a is closed: ask the one of the house for another");
    assertThat(sent(countersign.authenticator("crm"))).isEqualTo("house");
    assertThat(sent(countersign.tenant("b").authenticator("crm"))).isEqualTo("b");
    assertThat(sent(countersign.tenant("a").authenticator("crm"))).isEqualTo("a");
  }

  // at once

  @Test
  void authenticator_manyThreadsAskForOneTenant_isBuiltOnce() throws Exception {
    file.holding("tenants.acme.crm.token", "own");
    Countersign countersign = countersign("", "crm");
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Future<Authenticator>> asked = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        asked.add(
            threads.submit(() -> {
              start.await();
              return countersign.tenant("acme").authenticator("crm");
            }));
      }
      start.countDown();
      Authenticator first = asked.get(0).get(30, TimeUnit.SECONDS);
      for (Future<Authenticator> each : asked) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isSameAs(first);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(probe.made).hasSize(1);
    assertThat(file.batches).hasSize(1);
  }

  @Test
  void authenticator_whileAnotherTenantsLookUpHangs_doesNotWait() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    file.holding("tenants.slow.crm.token", "slow").holding("tenants.fast.crm.token", "fast");
    file.replying(answers -> {
      if (answers.keySet().toString().contains("slow")) {
        asked.countDown();
        try {
          assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      return answers;
    });
    Countersign countersign = countersign("tenants.at-most = 1", "crm");
    CompletableFuture<String> slow =
        CompletableFuture.supplyAsync(() -> sent(countersign.tenant("slow").authenticator("crm")));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(sent(countersign.tenant("fast").authenticator("crm"))).isEqualTo("fast");

    goOn.countDown();
    assertThat(slow.get(30, TimeUnit.SECONDS)).isEqualTo("slow");
    awaitClosed(countersign, "slow");
  }

  // tokens

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void tokenStore_tenants_shareNothing(String kind, @TempDir Path folder) throws Exception {
    for (String name : List.of("a-b", "a_b", "A_B", "A-B")) {
      file.holding("tenants." + name + ".crm.token", name);
    }
    file.holding("crm.token", "house");
    Countersign countersign =
        countersign(
            "tokens { store = "
                + kind
                + (kind.equals("file") ? ", path = \"" + folder.resolve("tokens") + "\"" : "")
                + " }",
            "crm");
    countersign.ready();
    for (String name : List.of("a-b", "a_b", "A_B", "A-B")) {
      countersign.tenant(name).ready();
    }
    TokenStore.Key key = new TokenStore.Key("refresh-token", "f1");

    List<Optional<String>> before = new ArrayList<>();
    for (int i = 0; i < probe.contexts.size(); i++) {
      String text = "token " + i;
      before.add(
          probe
              .contexts
              .get(i)
              .tokenStore()
              .exclusively(
                  key,
                  entry -> {
                    Optional<String> there = entry.read();
                    entry.write(text);
                    return there;
                  }));
    }

    assertThat(before).hasSize(5).containsOnly(Optional.empty());
    for (int i = 0; i < probe.contexts.size(); i++) {
      TokenStore store = probe.contexts.get(i).tokenStore();
      assertThat(store.exclusively(key, TokenStore.Entry::read)).contains("token " + i);
      assertThat(store.outlivesTheProcess()).isEqualTo(kind.equals("file"));
    }
    if (kind.equals("file")) {
      try (java.util.stream.Stream<Path> files = Files.list(folder.resolve("tokens"))) {
        assertThat(files.map(each -> each.getFileName().toString()).toList())
            .anyMatch(name -> name.startsWith("refresh-token-"))
            .anyMatch(name -> name.startsWith("a-b-refresh-token-"));
      }
    }
  }

  @Test
  void tokenStore_evictedTenant_findsWhatItKept() throws Exception {
    for (String name : List.of("a", "b")) {
      file.holding("tenants." + name + ".crm.token", name);
    }
    Countersign countersign = countersign("tenants.at-most = 1", "crm");
    TokenStore.Key key = new TokenStore.Key("refresh-token", "f1");
    countersign.tenant("a").ready();
    probe
        .contexts
        .get(0)
        .tokenStore()
        .exclusively(
            key,
            entry -> {
              entry.write("rotated");
              return entry;
            });

    countersign.tenant("b").ready();
    countersign.tenant("a").ready();

    assertThat(probe.contexts.get(2).tokenStore().exclusively(key, TokenStore.Entry::read))
        .contains("rotated");
  }

  @Test
  void negativeTtl_absenceOfOneTenant_isNoneOfAnother() {
    file.answering(
        "tenants.acme.crm.token",
        new Lookup.NotFound(List.of(new Attempt("no such key", "x", "y")), List.of()));
    file.holding("tenants.other.crm.token", "other");
    Countersign countersign =
        countersign("secrets { priority = [file], file.negative-ttl = 1 h }", "crm");

    report(countersign.tenant("acme")::ready);
    report(countersign.tenant("acme")::ready);
    countersign.tenant("other").ready();

    assertThat(file.batches)
        .containsExactly(Set.of("tenants.acme.crm.token"), Set.of("tenants.other.crm.token"));
  }
}
