package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Countersign;
import io.countersign.spi.Attempt;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report is the product: whole texts, as a person gets to read them. */
final class ReportTest {
  private static AuthConfigException failure(String name) throws IOException {
    Probe basic = new Probe("http-basic", Setting.text("username"), Setting.secret("password"));
    Probe oauth =
        new Probe(
            "oauth2",
            Setting.uri("token-url"),
            Setting.duration("lifetime").optional(),
            Setting.secret("client-secret"));
    FakeSource env = new FakeSource("env").holding("crm.clientsecret", "s3cr3t");
    FakeSource file =
        new FakeSource("file")
            .holding("jira.usr", "s3cr3t")
            .placing(key -> new SecretPlace(key, key + " = \"…\" in secrets.toml"));
    FakeSource vault =
        new FakeSource("vault")
            .answering(
                "crm.client-secret",
                new Lookup.NotFound(
                    List.of(
                        new Attempt(
                            "no such field",
                            "client-secret",
                            "https://vault.acme:8200 kv/data/crm (version 12)")),
                    List.of("client_id", "client_secret")))
            .failing("jira.password", Lookup.Failure.DENIED)
            .answering(
                "erp.password",
                new Lookup.Failed(
                    Lookup.Failure.UNAVAILABLE,
                    List.of(new Attempt("503", "kv/data/erp", "https://vault.acme:8200")),
                    "it is sealed: unseal it"))
            .answering(
                "shop.password",
                new Lookup.Failed(
                    Lookup.Failure.INVALID,
                    List.of(new Attempt("not a text", "password", "kv/data/shop (version 3)")),
                    "password in kv/data/shop is a number: write a text between quotes"))
            .placing(key -> new SecretPlace(key, "vault kv patch kv/" + key + "=…"));
    FakeSource aws = new FakeSource("aws");
    FakeSource locked = new FakeSource("locked").declaring(Setting.secret("token"));
    Countersign countersign =
        Countersign.builder()
            .provider(basic)
            .provider(oauth)
            .resolver(env)
            .resolver(file)
            .resolver(vault)
            .resolver(aws)
            .resolver(locked)
            .of(Harness.conf(resource(name + ".conf")));
    return catchThrowableOfType(AuthConfigException.class, countersign::ready);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ReportTest.class.getResourceAsStream("reports/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two-broken",
        "faults",
        "general",
        "missing",
        "denied",
        "unreachable",
        "invalid",
        "bootstrap",
        "circle"
      })
  void exception_brokenConfiguration_readsAsWritten(String name) throws IOException {
    assertThat(failure(name).getMessage() + "\n").isEqualTo(resource(name + ".txt"));
  }

  @Test
  void problems_brokenConfiguration_carryFileLinePathAndWhat() throws IOException {
    assertThat(failure("two-broken").problems())
        .extracting(Problem::where, Problem::path)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "a.conf: 5", "countersign.authenticators.crm.client-secret"),
            org.assertj.core.groups.Tuple.tuple(
                "a.conf: 11", "countersign.authenticators.jira.username"),
            org.assertj.core.groups.Tuple.tuple(
                "a.conf: 9", "countersign.authenticators.jira.password"));
  }
}
