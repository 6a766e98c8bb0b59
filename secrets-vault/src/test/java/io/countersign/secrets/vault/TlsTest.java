package io.countersign.secrets.vault;

import static io.countersign.secrets.vault.Source.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.AuthConfigException;
import io.countersign.spi.Secret;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.Certified;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.ThrowawayAuthority;
import io.countersign.testkit.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whom the source trusts, at a real server with a certificate of its own authority. */
@Tag("server")
class TlsTest {
  private static Vault vault;

  @TempDir private Path folder;

  @RegisterExtension final LogWatch logs = new LogWatch(new SecretCanary());

  @BeforeAll
  static void start() {
    vault = RealServers.vault();
    vault.put("tls", Map.of("token", "t0ken"));
  }

  private static Source source() {
    return Source.at(vault.secureAddress()).with("mount", "kv").token(vault.rootToken());
  }

  private static String answer(Source source) {
    try (SecretResolver open = source.open()) {
      return value(open, "tls#token");
    }
  }

  @Test
  void authority_ofTheBlockOrTheVariable_isTrusted() {
    assertThat(answer(source().with("trust", vault.authority()))).isEqualTo("t0ken");
    assertThat(answer(source().variable("VAULT_CACERT", vault.authority().toString())))
        .isEqualTo("t0ken");
  }

  @Test
  void authority_isNotKnown_isUnavailableAtOnce() {
    assertThat(answer(source().with("retries", "2")))
        .startsWith("UNAVAILABLE  no TLS")
        .endsWith("see the setting trust for certificates of one's own");
  }

  @Test
  void authority_isReplacedInItsFile_isTrustedAtTheNextHandshake() throws IOException {
    String other = ThrowawayAuthority.in(folder).issue("other").certificatePem();
    Path trust = Files.writeString(folder.resolve("trust.pem"), other);
    FakeTime time = new FakeTime();
    try (SecretResolver open = source().with("trust", trust).by(time).open()) {
      assertThat(value(open, "tls#token")).startsWith("UNAVAILABLE  no TLS");
      Files.copy(vault.authority(), trust, StandardCopyOption.REPLACE_EXISTING);
      time.advance(Duration.ofSeconds(2));
      assertThat(value(open, "tls#token")).isEqualTo("t0ken");
    }
  }

  @Test
  void name_ofTheAddressIsNotInTheCertificate_isRefusedUnlessItIsSaid() throws IOException {
    try (Relay relay = new Relay("127.0.0.2", vault.secureAddress())) {
      Source other = source().with("address", relay.address()).with("trust", vault.authority());
      assertThat(answer(other)).startsWith("UNAVAILABLE  no TLS");
      assertThat(answer(other.with("tls-server-name", "localhost"))).isEqualTo("t0ken");
      assertThat(answer(other.with("tls-server-name", "127.0.0.1"))).isEqualTo("t0ken");
    }
    assertThat(answer(source().with("trust", vault.authority()).with("tls-server-name", "vault.x")))
        .startsWith("UNAVAILABLE  no TLS");
    assertThat(
            answer(
                source()
                    .with("trust", vault.authority())
                    .variable("VAULT_TLS_SERVER_NAME", "LocalHost")))
        .isEqualTo("t0ken");
    assertThat(answer(source().with("tls-server-name", "localhost")))
        .startsWith("UNAVAILABLE  no TLS");
  }

  @Test
  void skipVerify_trustsAndWarns() {
    assertThat(answer(source().with("skip-verify", true))).isEqualTo("t0ken");
    assertThat(answer(source().variable("VAULT_SKIP_VERIFY", "1"))).isEqualTo("t0ken");
    assertThat(answer(source().variable("VAULT_SKIP_VERIFY", "1").with("skip-verify", false)))
        .startsWith("UNAVAILABLE  no TLS");
    assertThat(logs.messages(Level.WARNING))
        .hasSize(2)
        .allSatisfy(line ->
            assertThat(line)
                .isEqualTo(
                    "countersign.secrets.vault: skip-verify trusts any certificate: whoever is in"
                        + " between reads every secret"));
  }

  @Test
  void certificate_withoutKeyOrMalformed_isSaid() throws IOException {
    Path nothing = Files.writeString(folder.resolve("nothing.pem"), "hunter2");
    assertThatThrownBy(() -> source().with("client-certificate", nothing).open())
        .hasMessage("client-certificate and client-key go together: say the one that is missing");
    assertThatThrownBy(() ->
            source()
                .with("client-certificate", nothing)
                .variable("VAULT_CLIENT_KEY", vault.clientKey().toString())
                .open())
        .hasMessage(
            "client-certificate: "
                + nothing
                + ": it holds no certificate; give PEM with -----BEGIN CERTIFICATE-----");
    assertThatThrownBy(() ->
            source()
                .with("client-certificate", vault.clientCertificate())
                .with("client-key", nothing)
                .open())
        .hasMessage(
            "client-key: "
                + nothing
                + ": it is neither PEM (-----BEGIN PRIVATE KEY-----) nor a JWK ({\"kty\": …})");
    assertThatThrownBy(() ->
            source()
                .with("client-certificate", vault.clientCertificate())
                .with("client-key", folder.resolve("none"))
                .open())
        .hasMessage("client-key: " + folder.resolve("none") + " is not there");
    Certified other = ThrowawayAuthority.in(folder).issue("other");
    Path otherKey = Files.writeString(folder.resolve("other.key"), other.keyPem());
    assertThatThrownBy(() ->
            source()
                .with("client-certificate", vault.clientCertificate())
                .with("client-key", otherKey)
                .open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "client-certificate: "
                + vault.clientCertificate()
                + ": the first certificate is of another key: it does not belong to the private one");
    Path encrypted = Files.writeString(folder.resolve("encrypted.key"), other.keyPem("horse"));
    Path certificate = Files.writeString(folder.resolve("other.pem"), other.certificatePem());
    Source own = source().with("client-certificate", certificate).with("client-key", encrypted);
    assertThatThrownBy(own::open)
        .hasMessage("client-key: " + encrypted + ": it is encrypted; give its passphrase");
    assertThatThrownBy(own.with("client-key-passphrase", Secret.of("hunter2"))::open)
        .hasMessageStartingWith("client-key: " + encrypted + ": ")
        .hasMessageNotContaining("hunter2");
    own.with("client-key-passphrase", Secret.of("horse")).open().close();
    assertThatThrownBy(() -> source().with("trust", nothing).open())
        .isInstanceOf(AuthConfigException.class)
        .hasMessageContaining("countersign.secrets.vault.trust")
        .hasMessageNotContaining("hunter2");
  }
}
