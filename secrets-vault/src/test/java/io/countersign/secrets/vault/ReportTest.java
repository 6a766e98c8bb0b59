package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.FakeVault.answer;
import static io.countersign.secrets.vault.FakeVault.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The report for each verdict: whole texts, as a person gets to read them. */
class ReportTest {
  private static final String READ = "/v1/kv/data/crm";
  private static final String HTML = "<html>hunter2</html>";

  private static final Map<String, FakeVault.Answer> VERDICTS =
      Map.of(
          "no-path", json(404, "{\"errors\":[]}"),
          "no-field", json(200, FakeVault.DATA.replace("\"token\"", "\"tokn\"")),
          "deleted",
              json(
                  404,
                  "{\"data\":{\"data\":null,\"metadata\":{\"version\":7,\"destroyed\":false,"
                      + "\"deletion_time\":\"2026-11-21T10:20:30.123Z\"}}}"),
          "denied", json(403, "{\"errors\":[\"permission denied\"]}"),
          "sealed", json(503, "{\"errors\":[\"Vault is sealed\"]}"),
          "other-mount", json(404, "{\"warnings\":[\"Invalid path for a versioned K/V\"]}"),
          "number", json(200, "{\"data\":{\"data\":{\"token\":5},\"metadata\":{\"version\":7}}}"),
          "page", answer(200, HTML, "Content-Type", "text/html"));

  @TempDir private Path folder;

  private static Stream<String> verdicts() {
    return VERDICTS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void report_ofEachVerdict_readsAsWritten(String verdict) throws IOException {
    try (FakeVault vault = new FakeVault()) {
      vault.on(READ, Objects.requireNonNull(VERDICTS.get(verdict)));
      assertThat(report(vault, "auth { token = hvs.t }")).isEqualTo(written(verdict));
    }
  }

  @ParameterizedTest
  @MethodSource("logins")
  void report_ofALogin_readsAsWritten(String verdict, int status) throws IOException {
    try (FakeVault vault = new FakeVault()) {
      vault.on(
          "/v1/auth/approle/login",
          json(status, "{\"errors\":[\"invalid role or secret ID hunter2\"]}"));
      assertThat(report(vault, "auth { method = approle, role-id = r, secret-id = hunter2 }"))
          .isEqualTo(written(verdict));
    }
  }

  private static Stream<Object[]> logins() {
    return Stream.of(new Object[] {"login-refused", 400}, new Object[] {"login-none", 404});
  }

  private String report(FakeVault vault, String auth) {
    String secrets =
        "countersign.secrets { priority = [vault], literals = allow, vault { mount = kv, "
            + "retries = 0, address = \""
            + vault.address()
            + "\", "
            + auth
            + " } }\n";
    return catchThrowableOfType(
                AuthConfigException.class, () -> Application.token(folder, secrets, Map.of()))
            .getMessage()
            .replace(folder + "/", "")
            .replace(vault.address().toString(), "https://vault.example:8200")
        + "\n";
  }

  private static String written(String verdict) throws IOException {
    String name = "reports/" + verdict + ".txt";
    try (InputStream in =
        Objects.requireNonNull(ReportTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
