package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.Source.look;
import static io.countersign.secrets.vault.Source.said;
import static io.countersign.secrets.vault.Source.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Secret;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.Certified;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.ThrowawayAuthority;
import io.countersign.testkit.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to log in, at a real server. */
@Tag("server")
class LoginsTest {
  private static final String REFUSED = "it is not tried again as it was for 20 min";
  private static Vault vault;
  private static Jwts issuer;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws GeneralSecurityException {
    vault = RealServers.vault();
    vault.put("logins", Map.of("token", "t0ken"));
    vault.policy("logins", "path \"kv/data/logins\" { capabilities = [\"read\"] }");
    issuer = new Jwts();
  }

  private static Source source() {
    return Source.at(vault.address()).with("mount", "kv");
  }

  private static String answer(Source source) {
    try (SecretResolver open = source.open()) {
      return value(open, "logins#token").replace(vault.address().toString(), "HERE");
    }
  }

  private static String token() {
    return vault.token(Map.of("policies", List.of("logins")));
  }

  @Test
  void token_ofTheBlock_isUsed() {
    assertThat(answer(source().token(token()))).isEqualTo("t0ken");
    assertThat(answer(source().token("hvs.none")))
        .startsWith("DENIED  403 permission denied  kv/data/logins in HERE")
        .contains("replace the one in auth.token");
  }

  @Test
  void token_ofAFile_isUsedAndReadAgainWhenItChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token() + "\n");
    FakeTime time = new FakeTime();
    try (SecretResolver open = source().auth("token-file", file).by(time).open()) {
      assertThat(value(open, "logins#token")).isEqualTo("t0ken");
      Files.writeString(file, "hvs.other");
      assertThat(value(open, "logins#token")).startsWith("DENIED").contains(file.toString());
      time.advance(Duration.ofSeconds(2));
      Files.writeString(file, token());
      assertThat(value(open, "logins#token")).isEqualTo("t0ken");
    }
  }

  @Test
  void token_ofTheVariableOrTheHomeFolder_isUsed() throws IOException {
    Files.writeString(folder.resolve(".vault-token"), token());
    assertThat(answer(source().variable("HOME", folder.toString()))).isEqualTo("t0ken");
    assertThat(answer(source().variable("HOME", "/none").variable("VAULT_TOKEN", token())))
        .isEqualTo("t0ken");
    assertThat(answer(source().variable("HOME", "/none")))
        .isEqualTo(
            "INVALID  no token  /none/.vault-token\nsay how to log in, as auth { method ="
                + " approle, … }, or set VAULT_TOKEN");
  }

  @Test
  void token_ofNoToken_isInvalidAndNotSent() {
    assertThat(answer(source().token("hunter2 \u00e4")))
        .isEqualTo(
            "INVALID  no token  auth.token\nwhat stands there has blanks or letters of no token");
  }

  private static Source approle(String role, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("token_policies", "logins");
    vault.write("auth/approle/role/" + role, all);
    return source()
        .auth("method", "approle")
        .auth(
            "role-id",
            Secret.of(vault.read("auth/approle/role/" + role + "/role-id").member("data.role_id")));
  }

  private static String secretId(String role) {
    return vault
        .write("auth/approle/role/" + role + "/secret-id", Map.of())
        .member("data.secret_id");
  }

  @Test
  void approle_secretId_isUsed() {
    Source role = approle("plain", Map.of());
    assertThat(answer(role.auth("secret-id", Secret.of(secretId("plain"))))).isEqualTo("t0ken");
    assertThat(answer(role.auth("secret-id", Secret.of("hunter2"))))
        .isEqualTo(
            "DENIED  login refused (400)  auth/approle/login in HERE\n"
                + "role-id or secret-id is wrong, or used up; "
                + REFUSED);
  }

  @Test
  void approle_withoutSecretId_isUsed() {
    assertThat(
            answer(
                approle(
                    "bare", Map.of("bind_secret_id", false, "token_bound_cidrs", "127.0.0.0/8"))))
        .isEqualTo("t0ken");
  }

  @Test
  void approle_wrappedSecretId_isUnwrappedOnce() {
    Source role = approle("wrapped", Map.of("token_ttl", "1h"));
    String wrapping = wrapped("auth/approle/role/wrapped/secret-id");
    Source once = role.auth("wrapped-secret-id", Secret.of(wrapping));
    assertThat(answer(once)).isEqualTo("t0ken");
    assertThat(answer(once))
        .isEqualTo(
            "DENIED  unwrap refused  sys/wrapping/unwrap in HERE\nthe wrapped secret-id was"
                + " unwrapped before, or has expired: write a new one into wrapped-secret-id");
    assertThat(answer(role.auth("wrapped-secret-id", Secret.of(wrapped("sys/wrapping/wrap")))))
        .contains("it wraps something else than a secret-id");
  }

  private static String wrapped(String path) {
    return vault.wrapped(path, Map.of("ttl", "1h"));
  }

  @Test
  void userpass_isUsed() {
    vault.write(
        "auth/userpass/users/amelie",
        Map.of("password", "pass:wo\"rd \\1", "token_policies", "logins"));
    Source user = source().auth("method", "userpass").auth("username", Secret.of("amelie"));
    assertThat(answer(user.auth("password", Secret.of("pass:wo\"rd \\1")))).isEqualTo("t0ken");
    assertThat(answer(user.auth("password", Secret.of("hunter2"))))
        .isEqualTo(
            "DENIED  login refused (400)  auth/userpass/login/… in HERE\n"
                + "username or password is wrong, or locked; "
                + REFUSED);
  }

  @Test
  void mount_ofTheMethod_isWhereItIsSaid() {
    vault.write("sys/auth/team/people", Map.of("type", "userpass"));
    vault.write("auth/team/people/users/bo", Map.of("password", "b", "token_policies", "logins"));
    Source user =
        source()
            .auth("method", "userpass")
            .auth("username", Secret.of("bo"))
            .auth("password", Secret.of("b"));
    assertThat(answer(user.auth("mount", "team/people"))).isEqualTo("t0ken");
    assertThat(answer(user.auth("mount", "nobody")))
        .isEqualTo(
            "DENIED  login refused (403)  auth/nobody/login/… in HERE\n"
                + "it may not log in, is locked for now, or the method is not enabled there (see"
                + " auth.mount); "
                + REFUSED);
  }

  private static void trustIssuer(String mount) {
    vault.write(
        "auth/" + mount + "/config", Map.of("jwt_validation_pubkeys", List.of(issuer.pem())));
    vault.write(
        "auth/" + mount + "/role/billing",
        Map.of(
            "role_type", "jwt",
            "user_claim", "sub",
            "bound_audiences", List.of("vault"),
            "token_policies", "logins"));
  }

  @Test
  void jwt_isUsed() throws GeneralSecurityException {
    trustIssuer("jwt");
    Instant soon = Instant.now().plusSeconds(60);
    Source billing = source().auth("method", "jwt").auth("role", "billing");
    assertThat(answer(billing.auth("jwt", Secret.of(issuer.token("vault", soon)))))
        .isEqualTo("t0ken");
    assertThat(answer(billing.auth("jwt", Secret.of(issuer.token("other", soon)))))
        .contains("DENIED  login refused (400)  auth/jwt/login")
        .contains("the JWT is for another audience than the role asks for");
    assertThat(
            answer(billing.auth("jwt", Secret.of(issuer.token("vault", soon.minusSeconds(3600))))))
        .contains("the JWT has expired, or a clock is wrong");
    assertThat(answer(billing.auth("jwt", Secret.of("hunter2"))))
        .startsWith("DENIED  login refused");
  }

  /** The engine of JWTs stands where that of Kubernetes does: the calls are the same. */
  @Test
  void kubernetes_fileIsReadAtEachLogin() throws Exception {
    vault.write("sys/auth/kubernetes", Map.of("type", "jwt"));
    trustIssuer("kubernetes");
    Path file = folder.resolve("jwt");
    Source pod =
        source().auth("method", "kubernetes").auth("role", "billing").auth("jwt-file", file);
    try (SecretResolver open = pod.open()) {
      assertThat(said(look(open, "logins#token")))
          .isEqualTo(
              "INVALID  no such file  "
                  + file
                  + "\nno JWT to log in with: is this a pod? see jwt-file");
    }
    Files.writeString(file, issuer.token("vault", Instant.now().plusSeconds(-600)));
    try (SecretResolver open = pod.open()) {
      assertThat(value(open, "logins#token")).startsWith("DENIED");
      Files.writeString(file, issuer.token("vault", Instant.now().plusSeconds(60)) + "\n");
      assertThat(value(open, "logins#token")).isEqualTo("t0ken");
    }
  }

  @Test
  void certificate_isUsed() throws IOException {
    vault.write(
        "auth/cert/certs/billing",
        Map.of(
            "certificate", Files.readString(vault.authority()),
            "allowed_common_names", List.of("client"),
            "token_policies", "logins"));
    Source secure =
        Source.at(vault.secureAddress())
            .with("mount", "kv")
            .with("trust", vault.authority())
            .with("client-certificate", vault.clientCertificate())
            .with("client-key", vault.clientKey())
            .auth("method", "cert");
    assertThat(answer(secure)).isEqualTo("t0ken");
    assertThat(answer(secure.auth("role", "billing"))).isEqualTo("t0ken");
    assertThat(answer(secure.auth("role", "none"))).startsWith("DENIED  login refused");
  }

  @Test
  void certificate_isReplacedInItsFile_isShownAtTheNextLogin() throws IOException {
    vault.write(
        "auth/cert/certs/replaced",
        Map.of("certificate", Files.readString(vault.authority()), "token_policies", "logins"));
    Certified stranger = ThrowawayAuthority.in(folder).issue("client");
    Path certificate = Files.writeString(folder.resolve("c.pem"), stranger.certificatePem());
    Path key = Files.writeString(folder.resolve("k.pem"), stranger.keyPem());
    Source secure =
        Source.at(vault.secureAddress())
            .with("mount", "kv")
            .with("trust", vault.authority())
            .with("client-certificate", certificate)
            .with("client-key", key)
            .auth("method", "cert")
            .auth("role", "replaced");
    try (SecretResolver open = secure.open()) {
      assertThat(value(open, "logins#token")).startsWith("DENIED  login refused");
      Files.copy(vault.clientCertificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(vault.clientKey(), key, StandardCopyOption.REPLACE_EXISTING);
      assertThat(value(open, "logins#token")).isEqualTo("t0ken");
    }
  }

  /** The driver unwraps by a client of its own, which trusts nobody that we trust. */
  @Test
  void approle_wrappedSecretIdByTls_isUnwrapped() {
    approle("secure", Map.of());
    String roleId = vault.read("auth/approle/role/secure/role-id").member("data.role_id");
    Source secure =
        Source.at(vault.secureAddress())
            .with("mount", "kv")
            .with("trust", vault.authority())
            .auth("method", "approle")
            .auth("role-id", Secret.of(roleId))
            .auth("wrapped-secret-id", Secret.of(wrapped("auth/approle/role/secure/secret-id")));
    assertThat(answer(secure)).isEqualTo("t0ken");
  }
}
