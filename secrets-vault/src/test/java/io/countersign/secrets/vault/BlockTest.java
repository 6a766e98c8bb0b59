package io.countersign.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The block as the engine reads it, and the report of what is wrong with it. */
class BlockTest {
  @TempDir private Path folder;

  private FakeVault vault;

  @BeforeEach
  void start() throws IOException {
    vault = new FakeVault().on("/v1/kv/data/crm", FakeVault.json(200, FakeVault.DATA));
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private String token(String block, Map<String, String> environment) throws IOException {
    return Application.token(
        folder, "vault { " + block.replace("HERE", vault.address().toString()) + " }", environment);
  }

  private String report(String block, Map<String, String> environment) {
    AuthConfigException report =
        catchThrowableOfType(AuthConfigException.class, () -> token(block, environment));
    assertThat(vault.got()).isEmpty();
    return String.valueOf(report.getMessage());
  }

  @Test
  void block_smallest_findsTheToken() throws IOException {
    assertThat(
            token(
                "address = \"HERE\", mount = kv, auth { token = \"hvs.t\" }",
                Map.of("HOME", "/none")))
        .isEqualTo("t0ken");
    assertThat(vault.got("/v1/kv").get(0).header("X-vault-token")).isEqualTo("hvs.t");
  }

  @Test
  void block_ofVariables_findsTheToken() throws IOException {
    assertThat(
            token(
                "mount = kv",
                Map.of(
                    "VAULT_ADDR", vault.address().toString(),
                    "VAULT_TOKEN", "hvs.v",
                    "VAULT_NAMESPACE", "team-a",
                    "VAULT_CLIENT_TIMEOUT", "30",
                    "VAULT_MAX_RETRIES", "0")))
        .isEqualTo("t0ken");
    assertThat(vault.got("/v1/kv").get(0).header("X-vault-token")).isEqualTo("hvs.v");
    assertThat(vault.got("/v1/kv").get(0).header("X-vault-namespace")).isEqualTo("team-a");
  }

  @Test
  void block_saysOtherThanTheVariables_wins() throws IOException {
    assertThat(
            token(
                "address = \"HERE\", mount = kv, namespace = mine, auth { token = \"hvs.b\" }",
                Map.of(
                    "VAULT_ADDR", "https://vault.example:8200",
                    "VAULT_TOKEN", "hvs.v",
                    "VAULT_NAMESPACE", "team-a")))
        .isEqualTo("t0ken");
    assertThat(vault.got("/v1/kv").get(0).header("X-vault-token")).isEqualTo("hvs.b");
    assertThat(vault.got("/v1/kv").get(0).header("X-vault-namespace")).isEqualTo("mine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mount = kv | address is missing: say it, or set VAULT_ADDR",
        "address = \"http://vault.example:8200\" | address is to be https",
        "address = \"https://vault.example?x=1\" | address ends with its path",
        "address = vault | must be an absolute address",
        "address = \"HERE\", mount = \"a//b\" | must be where the engine is mounted",
        "address = \"HERE\", mount = \"../a\" | must be where the engine is mounted",
        "address = \"HERE\", prefix = \"a/\" | must be a path",
        "address = \"HERE\", kv-version = 3 | must be one of 1, 2",
        "address = \"HERE\", call-timeout = \"0 s\" | call-timeout is to be more than 0",
        "address = \"HERE\", retries = 11 | must be a whole number of 0 to 10",
        "address = \"HERE\", retries = many | must be a whole number of 0 to 10",
        "address = \"HERE\", namespace = \"ä\" | must be a namespace",
        "address = \"HERE\", adress = x | did you mean address",
        "address = \"HERE\", auth { method = ldap } | must be one of token, approle, kubernetes",
        "address = \"HERE\", auth { token = a, token-file = b } | token-file",
        "address = \"HERE\", auth { token = a, role = b } | auth.role goes with method = kubernetes",
        "address = \"HERE\", auth { method = kubernetes } | auth.role is missing",
        "address = \"HERE\", auth { method = jwt, role = r } | auth.jwt is missing",
        "address = \"HERE\", auth { method = cert } | needs client-certificate and client-key",
        "address = \"HERE\", auth { method = jwt, jwt = a, role-id = b } | role-id",
        "address = \"HERE\", auth { method = approle, role-id = a, secret-id = b, "
            + "wrapped-secret-id = c } | wrapped-secret-id",
      })
  void block_wrong_isInTheReport(String block, String said) {
    assertThat(report(block, Map.of())).contains(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VAULT_ADDR | hunter2 | VAULT_ADDR is to be https",
        "VAULT_ADDR | a b | VAULT_ADDR is no address",
        "VAULT_ADDR | http://vault.example | VAULT_ADDR is to be https",
        "VAULT_ADDR | https://me:hunter2@vault.example | VAULT_ADDR names a user",
        "VAULT_ADDR | https://me:hunter2@v_ault | VAULT_ADDR names a user",
        "VAULT_ADDR | https://me:hunter2@vault example | VAULT_ADDR is no address",
        "VAULT_ADDR | https:///hunter2 | VAULT_ADDR has no host",
        "VAULT_CLIENT_TIMEOUT | 1.5 | VAULT_CLIENT_TIMEOUT is to be a time, as 30s",
        "VAULT_CLIENT_TIMEOUT | soon | VAULT_CLIENT_TIMEOUT is to be a time, as 30s",
        "VAULT_MAX_RETRIES | -1 | VAULT_MAX_RETRIES is to be a number",
        "VAULT_SKIP_VERIFY | perhaps | VAULT_SKIP_VERIFY is to be true or false",
        "VAULT_NAMESPACE | grün | VAULT_NAMESPACE is no value of a header",
        "VAULT_CACERT | /none | VAULT_CACERT",
      })
  void variable_wrong_isInTheReport(String name, String value, String said) {
    String block = name.equals("VAULT_ADDR") ? "mount = kv" : "address = \"HERE\"";
    assertThat(report(block, Map.of(name, value))).contains(said).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "30, PT30S",
    "300ms, PT0.3S",
    "1.5s, PT1.5S",
    "1m30s, PT1M30S",
    "1h0m0.25s, PT1H0.25S",
    "2h, PT2H",
    "0, PT0S"
  })
  void timeout_ofTheVariable_isReadAsGoWritesIt(String written, Duration meant) {
    assertThat(new Variables(Map.of(Variables.TIMEOUT, written)).time(Variables.TIMEOUT))
        .contains(meant);
  }

  @Test
  void timeout_ofTheVariableIsZero_isThatOfTheBlock() throws IOException {
    assertThat(
            token(
                "address = \"HERE\", mount = kv, auth { token = \"hvs.t\" }",
                Map.of("VAULT_CLIENT_TIMEOUT", "0")))
        .isEqualTo("t0ken");
  }

  @Test
  void report_missingField_namesThePlaceAndTheCommand() throws IOException {
    vault.on("/v1/kv/data/crm", FakeVault.json(200, FakeVault.DATA.replace("token", "tokn")));
    AuthConfigException report =
        catchThrowableOfType(
            AuthConfigException.class,
            () -> token("address = \"HERE\", mount = kv, auth { token = a }", Map.of()));
    assertThat(report)
        .hasMessageContaining(
            "no such field  token in "
                + vault.address()
                + " kv/data/crm (version 7), which has tokn")
        .hasMessageContaining("did you mean tokn (vault)?")
        .hasMessageContaining("vault kv patch kv/crm token=…");
  }

  @Test
  void source_thatNothingNeeds_isNeverContacted() throws IOException {
    String block = "address = \"HERE\", mount = kv, auth { method = approle, role-id = a }";
    assertThat(token(block, Map.of("crm.token", "from-above"))).isEqualTo("from-above");
    assertThat(vault.got()).isEmpty();
  }

  @Test
  void secret_ofTheBlockItself_comesFromASourceAboveIt() throws IOException {
    String secrets =
        """
        countersign.secrets {
          priority = [first, second], literals = allow
          first { type = vault, address = "HERE", mount = one, auth { token = a } }
          second {
            type = vault, address = "HERE", mount = kv
            auth { method = approle, role-id = r, secret-id = "{{first:id#token}}" }
          }
        }
        """
            .replace("HERE", vault.address().toString());
    vault
        .on("/v1/one/data/id", FakeVault.json(200, FakeVault.DATA.replace("t0ken", "s3cret")))
        .on(
            "/v1/auth/approle/login",
            FakeVault.json(200, "{\"auth\":{\"client_token\":\"hvs.two\",\"lease_duration\":60}}"));
    assertThat(Application.token(folder, secrets, Map.of())).isEqualTo("t0ken");
    assertThat(vault.got("/v1/auth/approle/login").get(0).body()).contains("s3cret");
    assertThat(vault.got("/v1/kv/data/crm").get(0).header("X-vault-token")).isEqualTo("hvs.two");
  }
}
