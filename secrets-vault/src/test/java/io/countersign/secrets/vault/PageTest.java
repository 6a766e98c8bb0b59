package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.Source.look;
import static io.countersign.secrets.vault.Source.said;
import static io.countersign.secrets.vault.Source.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.Asked;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code docs/secrets-vault.md} says: its policies are enough and allow nothing else, and its
 * commands and blocks log in, at a real server.
 */
@Tag("server")
class PageTest {
  private static Vault vault;
  private static String page;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    vault = RealServers.ownVault();
    for (String method : List.of("approle", "userpass", "jwt", "cert")) {
      vault.delete("sys/auth/" + method);
    }
    page = Files.readString(Path.of("../docs/secrets-vault.md"));
    List<String> policies = blocks(page, "hcl");
    assertThat(policies).hasSize(3);
    vault.policy("billing", policies.get(0));
    vault.policy("billing-old", policies.get(1));
    vault.policy("billing-names", policies.get(2));
    for (String path : List.of("billing/crm", "billing/deep/crm", "other/crm", "billing")) {
      vault.put(path, Map.of("token", "t0ken"));
      vault.write("old/" + path, Map.of("token", "t0ken"));
    }
  }

  @AfterAll
  static void stop() {
    vault.stop();
  }

  private static List<String> blocks(String text, String language) {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  private static Source with(String policy) {
    String token = vault.token(Map.of("policies", List.of(policy)));
    return Source.at(vault.address()).with("mount", "kv").token(token);
  }

  private static String answer(Source source, String locator) {
    try (SecretResolver open = source.open()) {
      return value(open, locator);
    }
  }

  @Test
  void policy_ofVersion2_isEnoughAndAllowsNothingElse() {
    assertThat(answer(with("billing"), "billing/crm#token")).isEqualTo("t0ken");
    assertThat(answer(with("billing"), "billing/crm#token?version=1")).isEqualTo("t0ken");
    assertThat(answer(with("billing"), "billing/deep/crm#token")).isEqualTo("t0ken");
    assertThat(answer(with("billing"), "billing/none#token")).startsWith("no such path");
    assertThat(answer(with("billing"), "other/crm#token")).startsWith("DENIED");
    assertThat(answer(with("billing"), "billing#token")).startsWith("DENIED");
    assertThat(answer(with("billing").with("mount", "team/kv"), "billing/crm#token"))
        .startsWith("DENIED");
    String token = vault.token(Map.of("policies", List.of("billing")));
    for (String other :
        List.of(
            "kv/metadata/billing/crm",
            "kv/subkeys/billing/crm",
            "kv/config",
            "sys/mounts",
            "sys/policies/acl/billing",
            "auth/token/accessors")) {
      assertThat(vault.read(other, token)).extracting(Asked::status).as(other).isEqualTo(403);
    }
  }

  @Test
  void policy_ofVersion1_isEnoughAndAllowsNothingElse() {
    Source old = with("billing-old").with("mount", "old").with("kv-version", "1");
    assertThat(answer(old, "billing/crm#token")).isEqualTo("t0ken");
    assertThat(answer(old, "other/crm#token")).startsWith("DENIED");
    assertThat(answer(with("billing-old"), "billing/crm#token")).startsWith("DENIED");
  }

  @Test
  void policy_ofNames_showsNamesAndNoValues() {
    SecretRef ref = Source.locator("billing/crm#token");
    try (SecretResolver names = with("billing-names").open()) {
      assertThat(names.locate(Set.of(ref), Source.TIME).get(ref)).isInstanceOf(Lookup.Found.class);
      assertThat(said(look(names, ref))).startsWith("DENIED");
    }
  }

  /** Runs the commands of a section as root, and returns what they export. */
  private Map<String, String> run(String commands) throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", "-euc", commands + "\nenv -0 >environment")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    shell.environment().clear();
    shell
        .environment()
        .putAll(
            Map.of(
                "PATH", vault.program().getParent() + ":/usr/bin:/bin",
                "HOME", folder.toString(),
                "VAULT_ADDR", vault.address().toString(),
                "VAULT_TOKEN", vault.rootToken()));
    Process process = shell.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    Map<String, String> exported = new HashMap<>();
    Pattern.compile("\0")
        .splitAsStream(Files.readString(folder.resolve("environment")))
        .map(variable -> variable.split("=", 2))
        .forEach(parts -> exported.put(parts[0], parts[1]));
    return exported;
  }

  private String section(String title) {
    int begin = page.indexOf("### " + title + "\n");
    assertThat(begin).isPositive();
    int end = page.indexOf("\n#", begin + 4);
    return page.substring(begin, end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"`token`", "`approle`", "`approle`, wrapped", "`jwt`", "`userpass`", "`cert`"})
  void login_asThePageSays_findsTheToken(String title) throws Exception {
    Files.copy(vault.authority(), folder.resolve("ca.pem"));
    Files.copy(vault.clientCertificate(), folder.resolve("client.pem"));
    Files.copy(vault.clientKey(), folder.resolve("client.key"));
    writeJwt();
    String commands = blocks(section(title), "sh").get(0);
    Map<String, String> exported = run(commands);
    String enabled = commands.replaceAll("(?s).*vault auth enable (\\w+).*", "$1");
    if (!title.equals("`token`")) {
      exported.remove("VAULT_TOKEN");
    }
    String block =
        blocks(section(title), "hocon")
            .get(0)
            .replace(
                "https://vault.example:8200",
                (title.equals("`cert`") ? vault.secureAddress() : vault.address()).toString());
    try {
      assertThat(Application.token(folder, block, exported)).isEqualTo("t0ken");
    } finally {
      if (!enabled.equals(commands)) {
        vault.delete("sys/auth/" + enabled);
      }
    }
  }

  private void writeJwt() throws IOException, GeneralSecurityException {
    Jwts issuer = new Jwts();
    Files.writeString(folder.resolve("issuer.pem"), issuer.pem());
    Files.writeString(folder.resolve("jwt"), issuer.token("vault", Instant.now().plusSeconds(60)));
  }

  /** There is no pod here, so nothing is sent. */
  @Test
  void block_ofKubernetes_isRead() {
    for (String block : List.of(section("`kubernetes`"), page)) {
      assertThatThrownBy(() ->
              Application.token(folder, blocks(block, "hocon").get(0), Map.of("HOME", "/none")))
          .hasMessageContaining("no JWT to log in with: is this a pod? see jwt-file")
          .hasMessageContaining("1 secret is invalid.");
    }
  }
}
