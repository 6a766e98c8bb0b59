package io.countersign.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.typesafe.config.Config;
import io.countersign.AuthException;
import io.countersign.testkit.SecretCanary;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys as OpenSSL and others write them, and what is no key. */
class SigningKeyTest {

  static Stream<Named<Config>> keys() throws IOException {
    return Vectors.of("keys.json", "keys");
  }

  static Stream<Named<Config>> refused() throws IOException {
    return Vectors.of("keys.json", "refused");
  }

  private static SigningKey read(Config vector) {
    return SigningKey.read(vector.getString("key"), vector.getString("passphrase"));
  }

  private static Map<String, String> texts(String json) throws Exception {
    Map<String, String> texts = new TreeMap<>();
    JSONObjectUtils.parse(json).forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  @ParameterizedTest
  @MethodSource("keys")
  void read_key_signsWhatItsPublicHalfVerifies(Config vector) throws Exception {
    SigningKey key = read(vector);
    String publicHalf = vector.getString("public");
    for (String algorithm : vector.getStringList("algorithms")) {
      JwtSigner signer = JwtSigner.of(algorithm, key);

      String token = signer.sign(Map.of(), Map.of("iss", "me"));

      assertThat(Oracle.verifies(token, publicHalf)).as(algorithm).isTrue();
      assertThat(signer.publicJwk()).hasValue(texts(publicHalf));
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void read_whatIsNoKey_saysWhatItIsAndNothingOfIt(Config vector) {
    SecretCanary canary = new SecretCanary();
    String text = vector.getString("key");
    if (text.length() > 100) {
      canary.watch("key", text);
      canary.watch("part of it", text.substring(text.length() / 2, text.length() / 2 + 20));
    }
    Throwable refusal =
        catchThrowable(() -> JwtSigner.of(vector.getString("algorithm"), read(vector)));
    assertThat(refusal)
        .isInstanceOf(AuthException.class)
        .hasMessageContaining(vector.getString("says"))
        .hasNoCause();
    assertThat(refusal.getMessage()).doesNotContain("canary");
    canary.assertAbsentFrom(refusal);
  }

  @Test
  void read_damagedKeys_givesAValueOrATypedError() throws IOException {
    Random random = new Random(7);
    for (Named<Config> vector : Stream.concat(keys(), refused()).toList()) {
      String text = vector.getPayload().getString("key");
      for (int i = 0; i < 40; i++) {
        StringBuilder damaged = new StringBuilder(text);
        int at = random.nextInt(text.length());
        switch (i % 4) {
          case 0 -> damaged.setLength(at);
          case 1 -> damaged.setCharAt(at, (char) random.nextInt(0x180));
          case 2 -> damaged.deleteCharAt(at);
          default -> damaged.insert(at, text, 0, at);
        }
        Throwable thrown =
            catchThrowable(() -> SigningKey.read(damaged.toString(), "correct-horse"));
        if (thrown != null) {
          assertThat(thrown).isInstanceOf(AuthException.class);
        }
      }
    }
  }

  @Test
  void read_deepJson_isATypedError() {
    String deep = "{\"a\":".repeat(200_000);
    assertThat(catchThrowable(() -> SigningKey.read(deep))).isInstanceOf(AuthException.class);
    assertThat(SigningKey.secret(deep)).hasToString("SigningKey[a shared secret]");
  }

  @Test
  void read_jwk_knowsItsNameAndItsAlgorithm() throws IOException {
    SigningKey key = read(Vectors.of("keys.json", "keys", "JWK with more members"));
    assertThat(JwtSigner.of("ES256", key).keyId()).hasValue("k-1");
    assertThat(JwtSigner.of("ES256", key.withKeyId("other")).keyId()).hasValue("other");
  }

  @Test
  void read_pemBesideItsCertificate_knowsIt() throws IOException {
    SigningKey key = read(Vectors.of("keys.json", "keys", "beside its certificate"));
    JwtSigner signer = JwtSigner.of("RS256", key);
    assertThat(signer.x5c()).hasSize(1);
    assertThat(signer.x5tS256()).hasValueSatisfying(hash -> assertThat(hash).hasSize(43));
    assertThat(signer.x5t()).hasValueSatisfying(hash -> assertThat(hash).hasSize(27));
  }

  @Test
  void withCertificates_ofAnotherKey_isRefused() throws IOException {
    String text = Vectors.of("keys.json", "keys", "beside its certificate").getString("key");
    SigningKey other = SigningKey.read(Vectors.of("keys.json", "keys", "Ed25519").getString("key"));
    assertThat(SigningKey.read(text).withCertificates(text)).hasToString("SigningKey[an RSA key]");
    assertThatThrownBy(() -> other.withCertificates(text))
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("is of another key");
    assertThatThrownBy(() -> other.withCertificates("none"))
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("holds no certificate");
    assertThat(JwtSigner.of("EdDSA", other.withCertificates(List.of())).x5tS256())
        .isEqualTo(Optional.empty());
  }

  @Test
  void secret_short_isRefusedUnlessItIsMeant() {
    SigningKey five = SigningKey.secret(new byte[5]);
    assertThatThrownBy(() -> JwtSigner.of("HS256", five))
        .isInstanceOf(AuthException.class)
        .hasMessage(
            "HS256 needs a secret of 32 bytes at least (RFC 7518 §3), and this has 5 bytes");
    assertThat(JwtSigner.of("HS256", five.evenIfWeak()).publicJwk()).isEmpty();
    assertThatThrownBy(() -> SigningKey.secret(new byte[0]))
        .isInstanceOf(AuthException.class)
        .hasMessage("the shared secret is empty");
  }
}
