package io.countersign.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  @TempDir private Path folder;

  private Path pem(String label, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder().encodeToString(content);
    return Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
  }

  private static PrivateKey key(String algorithm, int size) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (size > 0) {
      generator.initialize(size);
    }
    KeyPair pair = generator.generateKeyPair();
    return pair.getPrivate();
  }

  @ParameterizedTest
  @CsvSource({"RSA, 1024", "RSA, 2048", "EC, 256", "EC, 384", "EC, 521", "Ed25519, 0"})
  void key_pkcs8_isRead(String algorithm, int size) throws Exception {
    PrivateKey key = key(algorithm, size);
    assertThat(Pem.key(pem("PRIVATE KEY", key.getEncoded()), "client-key")).isEqualTo(key);
  }

  /** What OpenSSL wrote, and Vault's PKI engine writes: that which PKCS#8 wraps. */
  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 4096})
  void key_pkcs1_isRead(int size) throws Exception {
    PrivateKey key = key("RSA", size);
    byte[] inner = key.getEncoded();
    // a header of 26 bytes: sequence, version, algorithm, octets
    assertThat(
            Pem.key(
                pem("RSA PRIVATE KEY", Arrays.copyOfRange(inner, header(inner), inner.length)),
                "k"))
        .isEqualTo(key);
  }

  /** The inner sequence begins with version 0 and ends where the outer one does. */
  private static int header(byte[] pkcs8) {
    for (int at = 4; at < 40; at++) {
      boolean found =
          pkcs8[at] == 0x30
              && pkcs8[at + 1] == (byte) 0x82
              && ((pkcs8[at + 2] & 0xff) << 8 | (pkcs8[at + 3] & 0xff)) == pkcs8.length - at - 4;
      if (found) {
        return at;
      }
    }
    throw new IllegalStateException("no key within");
  }

  /** Made by {@code openssl ecparam -genkey -name prime256v1}, which writes its curve before it. */
  @Test
  void key_sec1_isRead() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("ec.pem"),
            """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIMvF579oRLFcPaN7+HUVJVEseRkPaBkoJXwZv7KoNlidoAoGCCqGSM49
            AwEHoUQDQgAEf+KH5ImZ/MPiAeZdPM1PnInfFStfyU+aKBks2r+Ix8Fhig6Fd2Y5
            ZvLtiel4B+cS1opBqCxO5PZve/2o5sEf5A==
            -----END EC PRIVATE KEY-----
            """);
    assertThat(Pem.key(file, "k").getAlgorithm()).isEqualTo("EC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMIT/////\n-----END EC PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"
      })
  void key_isNone_isSaidWithoutShowingIt(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("none.pem"), text);
    assertThatThrownBy(() -> Pem.key(file, "client-key"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("client-key: " + file + " holds no private key in PEM that is not encrypted")
        .hasNoCause();
  }

  @Test
  void key_anyBytes_areReadOrRefused() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = 0x30;
      }
      for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
        Path file = pem(label, bytes);
        assertThatThrownBy(() -> Pem.key(file, "k")).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
