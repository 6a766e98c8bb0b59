package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.Source.key;
import static io.countersign.secrets.vault.Source.look;
import static io.countersign.secrets.vault.Source.said;
import static io.countersign.secrets.vault.Source.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Vault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real server has, and how it says that it has it not. */
@Tag("server")
class KvTest {
  private static Vault vault;

  @BeforeAll
  static void start() {
    vault = RealServers.vault();
  }

  private static Source root() {
    return Source.at(vault.address()).with("mount", "kv").token(vault.rootToken());
  }

  private static Source with(String policy) {
    vault.policy("only-" + policy.hashCode(), policy);
    String token = vault.token(Map.of("policies", List.of("only-" + policy.hashCode())));
    return Source.at(vault.address()).with("mount", "kv").token(token);
  }

  private static String answer(Source source, String locator) {
    try (SecretResolver open = source.open()) {
      return value(open, locator).replace(vault.address().toString(), "HERE");
    }
  }

  private static Lookup located(Source source, String locator) {
    SecretRef ref = Source.locator(locator);
    try (SecretResolver open = source.open()) {
      return open.locate(Set.of(ref), Source.TIME).get(ref);
    }
  }

  @Test
  void key_lastSegmentIsTheField() {
    vault.put("a/b", Map.of("c-d", "deep"));
    vault.put("crm", Map.of("client-secret", "flat"));
    vault.put("alone", Map.of("value", "whole"));
    try (SecretResolver source = root().open()) {
      assertThat(look(source, key("a.b.c-d"))).extracting("value").isEqualTo("deep");
      assertThat(look(source, key("crm.client-secret"))).extracting("value").isEqualTo("flat");
      assertThat(look(source, key("alone"))).extracting("value").isEqualTo("whole");
    }
  }

  @Test
  void version1_isRead() {
    vault.write("old/crm", Map.of("token", "of-old"));
    Source old = root().with("mount", "old").with("kv-version", "1");
    assertThat(answer(old, "crm#token")).isEqualTo("of-old");
    assertThat(answer(old, "none#token")).isEqualTo("no such path  old/none in HERE");
    try (SecretResolver source = old.open()) {
      assertThat(look(source, "crm#token"))
          .isInstanceOfSatisfying(
              Lookup.Found.class,
              found -> {
                assertThat(found.version()).isEmpty();
                assertThat(found.place()).isEqualTo("old/crm#token");
              });
    }
  }

  @Test
  void mount_withSlashes_isRead() {
    vault.write("team/kv/data/crm", Map.of("data", Map.of("token", "of-the-team")));
    assertThat(answer(root().with("mount", "team/kv"), "crm#token")).isEqualTo("of-the-team");
  }

  @Test
  void prefix_standsBeforeEveryPath() {
    vault.put("apps/billing/crm", Map.of("token", "of-billing"));
    assertThat(answer(root().with("prefix", "apps/billing"), "crm#token")).isEqualTo("of-billing");
  }

  @Test
  void versions_olderDeletedDestroyedAbsent_areToldApart() {
    vault.put("versions", Map.of("token", "one"));
    vault.put("versions", Map.of("token", "two"));
    vault.put("versions", Map.of("token", "three"));
    vault.write("kv/delete/versions", Map.of("versions", List.of(2)));
    vault.write("kv/destroy/versions", Map.of("versions", List.of(3)));
    assertThat(answer(root(), "versions#token?version=1")).isEqualTo("one");
    assertThat(answer(root(), "versions#token?version=2"))
        .matches("version 2 deleted 20\\S+Z  kv/data/versions\\?version=2 in HERE");
    assertThat(answer(root(), "versions#token"))
        .isEqualTo("version 3 destroyed  kv/data/versions in HERE, where vault kv put makes it");
    assertThat(answer(root(), "versions#token?version=9"))
        .isEqualTo("no such path or version  kv/data/versions?version=9 in HERE");

    vault.put("versions", Map.of("token", "four"));
    try (SecretResolver source = root().open()) {
      assertThat(look(source, "versions#token"))
          .isInstanceOfSatisfying(
              Lookup.Found.class,
              found -> {
                assertThat(found.value()).isEqualTo("four");
                assertThat(found.version()).contains("4");
                assertThat(found.place()).isEqualTo("kv/data/versions#token");
              });
    }
  }

  @Test
  void field_absent_isMissingAndTheOthersAreNamed() {
    vault.put("fields", Map.of("client_id", "a", "client_secret", "canary"));
    try (SecretResolver source = root().open()) {
      Lookup answer = look(source, "fields#client-secret");
      assertThat(said(answer))
          .isEqualTo(
              "no such field  client-secret in "
                  + vault.address()
                  + " kv/data/fields (version 1), which has client_id, client_secret");
      assertThat(((Lookup.NotFound) answer).others()).contains("client_secret");
    }
  }

  @Test
  void field_ofEachKind_isTextOrSaid() {
    vault.put(
        "kinds",
        Map.of("text", "t", "empty", "", "number", 5, "flag", true, "object", Map.of("a", "b")));
    assertThat(answer(root(), "kinds#text")).isEqualTo("t");
    assertThat(answer(root(), "kinds#empty")).startsWith("set but empty");
    assertThat(answer(root(), "kinds#number")).startsWith("INVALID  is a number, true or false");
    assertThat(answer(root(), "kinds#flag")).startsWith("INVALID  is a number, true or false");
    assertThat(answer(root(), "kinds#object")).startsWith("INVALID  is an object");
  }

  @Test
  void field_withOddName_isFound() {
    vault.put("odd", Map.of("a.b/c~d", "t"));
    assertThat(answer(root(), "odd#a.b/c~d")).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a%2Fb",
        "a%b",
        "a+b",
        "gr\u00fcn/\ud83d\udd11",
        "a.",
        ".a",
        "e\u0301",
        "a;b"
      })
  void path_odd_isTakenAsItIsWritten(String path) {
    String encoded = Names.encoded("odd paths/" + path);
    vault.put(encoded, Map.of("token", path));
    assertThat(answer(root(), "odd paths/" + path + "#token")).isEqualTo(path);
  }

  @Test
  void version_ofTheEngineIsAnother_isInvalidAndNotMissing() {
    assertThat(answer(root().with("kv-version", "1"), "any#token"))
        .startsWith("INVALID  another KV version  kv/any in HERE");
    assertThat(answer(root().with("mount", "old"), "any#token"))
        .startsWith("INVALID  another KV version  old/data/any in HERE");
  }

  @Test
  void mount_isShorterThanTheBlockSays_isInvalid() {
    assertThat(answer(root().with("mount", "kv/billing"), "any#token"))
        .startsWith("INVALID  404, no path of the engine  kv/billing/data/any in HERE\nwhat is")
        .doesNotContain("kv-version");
  }

  @Test
  void mount_isNotThere_isInvalidForRootAndDeniedForOthers() {
    assertThat(answer(root().with("mount", "nothing"), "any#token"))
        .startsWith("INVALID  404, no such mount  nothing/data/any");
    assertThat(
            answer(
                with("path \"kv/data/x\" { capabilities = [\"read\"] }").with("mount", "no"),
                "any#token"))
        .startsWith("DENIED  403 permission denied  no/data/any");
  }

  @Test
  void mount_isOfAnotherEngine_isInvalid() {
    vault.write("sys/mounts/keys", Map.of("type", "transit"));
    assertThat(answer(root().with("mount", "keys"), "any#token")).startsWith("INVALID  404");
  }

  @Test
  void policy_withoutData_isDeniedAndTheRemedySaid() {
    vault.put("guarded", Map.of("token", "canary"));
    assertThat(answer(with("path \"kv/guarded\" { capabilities = [\"read\"] }"), "guarded#token"))
        .matches(
            "DENIED  403 permission denied  kv/data/guarded in HERE\n"
                + "token accessor \\S{4}…, policies \\[default, only-\\S+]; a policy of KV version 2"
                + " must name kv/data/guarded\\. A mount that is not there is answered so, too");
  }

  @Test
  void policy_forThePath_isEnough() {
    vault.put("guarded", Map.of("token", "allowed"));
    Source source = with("path \"kv/data/guarded\" { capabilities = [\"read\"] }");
    assertThat(answer(source, "guarded#token")).isEqualTo("allowed");
    assertThat(located(source, "guarded#token")).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void locate_mayReadNames_isNeverGivenValues() {
    vault.put("named", Map.of("token", "canary", "object", Map.of("a", "b")));
    Source source = with("path \"kv/subkeys/named\" { capabilities = [\"read\"] }");
    assertThat(located(source, "named#token"))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> {
              assertThat(found.value()).isEmpty();
              assertThat(found.version()).contains("1");
            });
    assertThat(said(located(source, "named#tokn")))
        .contains("no such field  tokn")
        .contains("which has object, token");
    assertThat(said(located(source, "named#object"))).startsWith("INVALID  is an object");
    assertThat(answer(source, "named#token")).startsWith("DENIED");
  }

  @Test
  void locate_absentOrOfVersion1_readsAfterAll() {
    vault.write("old/crm", Map.of("token", "of-old"));
    assertThat(said(located(root(), "nowhere#token"))).startsWith("no such path  kv/data/nowhere");
    assertThat(located(root().with("mount", "old").with("kv-version", "1"), "crm#token"))
        .isInstanceOfSatisfying(Lookup.Found.class, found -> assertThat(found.value()).isEmpty());
  }
}
