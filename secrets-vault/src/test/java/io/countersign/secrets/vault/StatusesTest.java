package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.FakeVault.DATA;
import static io.countersign.secrets.vault.FakeVault.answer;
import static io.countersign.secrets.vault.FakeVault.inTurn;
import static io.countersign.secrets.vault.FakeVault.json;
import static io.countersign.secrets.vault.Source.look;
import static io.countersign.secrets.vault.Source.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretResolver;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every status, and what it is taken for. */
class StatusesTest {
  private static final String READ = "/v1/kv/data/crm";
  private static final String PUT = ", where vault kv put makes it";
  private static final String EMPTY = "{\"errors\":[]}";

  private FakeVault vault;

  @BeforeEach
  void start() throws IOException {
    vault = new FakeVault();
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Source source() {
    return Source.at(vault.address()).with("mount", "kv").token("hvs.canary");
  }

  private String asked(Source source) {
    try (SecretResolver open = source.open()) {
      Lookup answer = look(open, "crm#token");
      return answer instanceof Lookup.Found found
          ? found.value()
          : said(answer).replace(vault.address().toString(), "HERE");
    }
  }

  private String asked() {
    return asked(source());
  }

  @Test
  void ok_withData_isFound() {
    vault.on(READ, json(200, DATA));
    assertThat(asked()).isEqualTo("t0ken");
  }

  @Test
  void ok_html_isInvalid() {
    vault.on(READ, answer(200, "<html>hunter2</html>", "Content-Type", "text/html"));
    assertThat(asked())
        .isEqualTo(
            "INVALID  200 and no JSON  kv/data/crm in HERE\n"
                + "is it a page of a proxy, or to log in at? say the address of the server itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"data\":null}",
        "{\"data\":{}}",
        "{\"data\":{\"data\":null}}",
        "{\"data\":{\"data\":[\"hunter2\"]}}"
      })
  void ok_jsonWithoutData_isInvalid(String body) {
    vault.on(READ, json(200, body));
    assertThat(asked()).startsWith("INVALID  200 without data").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "\"a\"", "nonsense", "{\"data\":", ""})
  void ok_noObject_isInvalid(String body) {
    vault.on(READ, json(200, body));
    assertThat(asked()).startsWith("INVALID  200 and no JSON");
  }

  @Test
  void ok_deepJson_isInvalid() {
    vault.on(READ, json(200, "{\"data\":".repeat(100_000)));
    assertThat(asked()).startsWith("INVALID  200 and no JSON");
  }

  @Test
  void ok_tooLarge_isInvalid() {
    vault.on(READ, json(200, "{\"data\":\"" + "x".repeat(2 << 20) + "\"}"));
    assertThat(asked())
        .isEqualTo("INVALID  too large  kv/data/crm in HERE\na reply of over 1 MiB is not read");
  }

  @Test
  void noContent_isInvalid() {
    vault.on(READ, json(204, ""));
    assertThat(asked()).startsWith("INVALID  204 without data");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void redirect_atTheSamePath_isFollowedOnce(int status) throws IOException {
    try (FakeVault active = new FakeVault()) {
      active.on(READ, json(200, DATA));
      vault.on(READ, answer(status, "", "Location", active.address() + READ));
      assertThat(asked()).isEqualTo("t0ken");
      assertThat(active.got(READ).get(0).header("X-vault-token")).isEqualTo("hvs.canary");
      assertThat(vault.got(READ)).hasSize(1);

      active.on(READ, answer(status, "", "Location", vault.address() + READ));
      assertThat(asked()).startsWith("INVALID  " + status + " to ");
      assertThat(vault.got(READ)).hasSize(2);
    }
  }

  @Test
  void redirect_toAPageToLogInAt_getsNoToken() throws IOException {
    try (FakeVault elsewhere = new FakeVault()) {
      vault.on(READ, answer(302, "", "Location", elsewhere.address() + "/login?token=x"));
      assertThat(asked())
          .isEqualTo(
              "INVALID  302 to "
                  + elsewhere.address()
                  + "  kv/data/crm in HERE\nonly an active server is followed to, by https and at"
                  + " the same path: say its address, not that of a page to log in at");
      assertThat(elsewhere.got()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vault.example/v1/kv/data/crm",
        "ftp://127.0.0.1/v1/kv/data/crm",
        "https:///v1/kv/data/crm",
        "::",
        ""
      })
  void redirect_unprotectedOrMalformed_isInvalid(String location) {
    vault.on(READ, answer(307, "", "Location", location));
    assertThat(asked()).startsWith("INVALID  307");
  }

  @Test
  void badRequest_isInvalid() {
    vault.on(READ, json(400, "{\"errors\":[\"hunter2\"]}"));
    assertThat(asked())
        .isEqualTo(
            "INVALID  400 bad request  kv/data/crm in HERE\nthe server does not take this path");
  }

  @Test
  void forbidden_tokenIsGood_isDenied() {
    vault.on(READ, json(403, "{\"errors\":[\"1 error occurred: permission denied\"]}"));
    assertThat(asked())
        .isEqualTo(
            "DENIED  403 permission denied  kv/data/crm in HERE\n"
                + "token accessor 7f3c…, policies [default, acme-ro]; a policy of KV version 2 must"
                + " name kv/data/crm. A mount that is not there is answered so, too");
    assertThat(vault.got(READ)).hasSize(1);
  }

  @Test
  void forbidden_tokenIsNot_isDeniedAfterALookAtIt() {
    vault
        .on(READ, json(403, EMPTY))
        .on("/v1/auth/token/lookup-self", json(403, "{\"errors\":[\"permission denied\"]}"));
    assertThat(asked())
        .startsWith("DENIED  403 permission denied")
        .contains("the token is not valid any more")
        .contains("replace the one in auth.token");
  }

  @Test
  void notFound_withoutErrors_isNotFound() {
    vault.on(READ, json(404, EMPTY));
    assertThat(asked()).isEqualTo("no such path  kv/data/crm in HERE" + PUT);
  }

  @Test
  void notFound_deletedVersion_isNotFoundAndSaysWhen() {
    vault.on(
        READ,
        json(
            404,
            "{\"data\":{\"data\":null,\"metadata\":{\"deletion_time\":\"2026-03-22T02:24:06.945319Z\","
                + "\"destroyed\":false,\"version\":7}}}"));
    assertThat(asked())
        .isEqualTo("version 7 deleted 2026-03-22T02:24:06Z  kv/data/crm in HERE" + PUT);
  }

  @Test
  void notFound_destroyedVersion_isNotFound() {
    vault.on(
        READ,
        json(404, "{\"data\":{\"data\":null,\"metadata\":{\"destroyed\":true,\"version\":7}}}"));
    assertThat(asked()).isEqualTo("version 7 destroyed  kv/data/crm in HERE" + PUT);
  }

  @Test
  void notFound_deletedAtAnOddTime_showsNoneOfIt() {
    vault.on(READ, json(404, "{\"data\":{\"metadata\":{\"deletion_time\":\"hunter2\"}}}"));
    assertThat(asked()).isEqualTo("the newest deleted  kv/data/crm in HERE" + PUT);
  }

  @Test
  void notFound_withWarnings_isTheWrongVersion() {
    vault.on("/v1/kv/crm", json(404, "{\"warnings\":[\"Invalid path for a versioned K/V …\"]}"));
    assertThat(asked(source().with("kv-version", "1")))
        .isEqualTo(
            "INVALID  another KV version  kv/crm in HERE\n"
                + "kv is a KV engine of version 2: say kv-version = 2");
  }

  @Test
  void notFound_mountOfAnotherVersion_isInvalid() {
    vault.on(
        "/v1/sys/internal/ui/mounts/kv",
        json(200, "{\"data\":{\"type\":\"kv\",\"options\":null}}"));
    assertThat(asked())
        .isEqualTo(
            "INVALID  another KV version  kv/data/crm in HERE\n"
                + "kv is a KV engine of version 1: say kv-version = 1");
  }

  @Test
  void notFound_mountOfAnotherEngine_isInvalid() {
    vault.on("/v1/sys/internal/ui/mounts/kv", json(200, "{\"data\":{\"type\":\"transit\"}}"));
    assertThat(asked()).startsWith("INVALID  no KV engine  kv/data/crm");
  }

  @Test
  void notFound_mountMayNotBeLookedAt_isNotFound() {
    vault.on("/v1/sys/internal/ui/mounts/kv", json(403, EMPTY));
    assertThat(asked()).isEqualTo("no such path  kv/data/crm in HERE" + PUT);
  }

  @Test
  void notFound_noMount_isInvalid() {
    vault.on(READ, json(404, "{\"errors\":[\"no handler for route \\\"kv/data/crm\\\".\"]}"));
    assertThat(asked())
        .isEqualTo(
            "INVALID  404, no such mount  kv/data/crm in HERE\nnothing is mounted at kv: see mount");
  }

  @Test
  void notFound_html_isInvalid() {
    vault.on(READ, answer(404, "<html>", "Content-Type", "text/html"));
    assertThat(asked()).startsWith("INVALID  404 and no JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "405 | INVALID  405 method not allowed",
        "401 | INVALID  401",
        "418 | INVALID  418",
        "412 | UNAVAILABLE  412",
        "429 | UNAVAILABLE  429 too many requests",
        "472 | UNAVAILABLE  472",
        "473 | UNAVAILABLE  473",
        "500 | UNAVAILABLE  500",
        "501 | UNAVAILABLE  501 not initialized",
        "502 | UNAVAILABLE  502",
        "503 | UNAVAILABLE  503 ",
        "599 | UNAVAILABLE  599",
      })
  void other_isWhatTheTableSays(int status, String verdict) {
    vault.on(READ, json(status, "{\"errors\":[\"hunter2\"]}"));
    assertThat(asked()).startsWith(verdict).doesNotContain("hunter2");
    assertThat(vault.got(READ)).hasSize(1);
  }

  @Test
  void sealed_isSaid() {
    vault.on(READ, json(503, "{\"errors\":[\"Vault is sealed\"]}"));
    assertThat(asked()).isEqualTo("UNAVAILABLE  503 sealed  HERE\nvault operator unseal");
  }

  @ParameterizedTest
  @ValueSource(ints = {412, 429, 500, 502, 503})
  void passing_isAskedAgain(int status) {
    vault.on(READ, inTurn(json(status, EMPTY), json(200, DATA)));
    assertThat(asked(source().with("retries", "1"))).isEqualTo("t0ken");
    assertThat(vault.got(READ)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 472, 473, 501})
  void final_isNotAskedAgain(int status) {
    vault.on(READ, json(status, EMPTY));
    assertThat(asked(source().with("retries", "2"))).doesNotContain("t0ken");
    assertThat(vault.got(READ)).hasSize(1);
  }

  @Test
  void retryAfter_longerThanTheTime_isToldAndNotWaitedFor() {
    vault.on(READ, answer(429, EMPTY, "Retry-After", "3600"));
    long begin = System.nanoTime();
    assertThat(asked(source().with("retries", "2")))
        .isEqualTo(
            "UNAVAILABLE  429 too many requests  HERE\n"
                + "a quota of it is used up; it wants to be asked again in 3600 s");
    assertThat(System.nanoTime() - begin).isLessThan(Source.TIME.toNanos());
    assertThat(vault.got(READ)).hasSize(1);
  }

  @Test
  void retryAfter_isWaitedFor() {
    vault.on(READ, inTurn(answer(429, EMPTY, "Retry-After", "2"), json(200, DATA)));
    long begin = System.nanoTime();
    assertThat(asked(source().with("retries", "1"))).isEqualTo("t0ken");
    assertThat(System.nanoTime() - begin).isGreaterThan(2_000_000_000L);
  }

  @Test
  void requests_carryWhatTheServerAsksFor() {
    vault.on(READ, json(200, DATA));
    assertThat(asked(source().with("namespace", "/team-a/"))).isEqualTo("t0ken");
    assertThat(vault.got())
        .hasSize(2)
        .allSatisfy(request -> {
          assertThat(request.header("X-vault-request")).isEqualTo("true");
          assertThat(request.header("X-vault-namespace")).isEqualTo("team-a");
          assertThat(request.header("X-vault-token")).isEqualTo("hvs.canary");
        });
    assertThat(List.of("GET"))
        .isEqualTo(vault.got(READ).stream().map(FakeVault.Got::method).toList());
  }
}
