package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Vault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with secrets in a real Vault. */
@Tag("server")
class VaultTest {
  private static Vault vault;

  @TempDir private Path folder;

  private Desk desk;

  @BeforeAll
  static void start() {
    vault = RealServers.vault();
    vault.policy("command-read", "path \"kv/data/command/*\" { capabilities = [\"read\"] }");
    vault.policy("command-names", "path \"kv/subkeys/command/*\" { capabilities = [\"read\"] }");
  }

  @BeforeEach
  void write() {
    vault.put("command/crm", Map.of("token", "canary-Vault1"));
    desk =
        new Desk(folder)
            .variable("VAULT_ADDR", vault.address().toString())
            .configuration(
                "secrets { priority = [env, vault]\n vault { mount = kv, prefix = command } }",
                "authenticators.crm { type = bearer, origins = [\"https://api.example\"] }");
  }

  private Desk allowed(String... policies) {
    return desk.variable("VAULT_TOKEN", vault.token(Map.of("policies", List.of(policies))));
  }

  @Test
  void check_allIsThere_isFine() {
    Run run = allowed("command-read").run("check");
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @Test
  void explain_mayReadNames_saysSourceAndPlaceAndVersion() {
    Run run = allowed("command-names").run("explain");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().replaceAll("\\s+", " "))
        .containsPattern("from vault, kv/data/command/crm#token, version \\d+");
  }

  @Test
  void check_missing_isSaidToBe() {
    vault.put("command/crm", Map.of("tokn", "canary-Vault1"));
    Run run = allowed("command-read").run("check");
    assertThat(run.exit()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.err())
        .contains("1 secret is missing")
        .contains("2. vault  no such field  token in " + vault.address())
        .contains("did you mean tokn (vault)?")
        .contains("vault kv patch kv/command/crm token=…");
  }

  @Test
  void check_denied_isSaidToBe() {
    Run run = allowed("command-names").run("check");
    assertThat(run.exit()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.err())
        .contains("1 secret is denied")
        .contains("2. vault  DENIED, stopped here")
        .contains("403 permission denied")
        .contains("must name kv/data/command/crm");
  }

  @Test
  void check_unreachable_isSaidToBe() {
    Desk ready = allowed("command-read").variable("VAULT_MAX_RETRIES", "0");
    vault.seal();
    try {
      Run run = ready.run("check");
      assertThat(run.exit()).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(run.err())
          .contains("1 secret is unreachable")
          .contains("2. vault  UNREACHABLE, stopped here")
          .contains("503 sealed");
    } finally {
      vault.unseal();
    }
  }
}
