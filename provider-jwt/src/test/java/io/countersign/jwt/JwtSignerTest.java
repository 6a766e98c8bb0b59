package io.countersign.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.typesafe.config.Config;
import io.countersign.AuthException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureSpi;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JwtSignerTest {

  static Stream<Named<Config>> vectors() throws IOException {
    return Vectors.of("vectors.json", "tokens");
  }

  private static SigningKey shared() {
    return SigningKey.secret(
        "a secret of sixty-four bytes, so that HS512 takes it as well ..."
            .getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void sign_vector_isTheSameToken(Config vector) {
    SigningKey key =
        vector.hasPath("secret")
            ? SigningKey.secret(Base64.getUrlDecoder().decode(vector.getString("secret")))
            : SigningKey.read(vector.getString("key"));
    JwtSigner signer = JwtSigner.of(vector.getString("algorithm"), key.evenIfWeak());
    String[] parts = vector.getString("token").split("[.]", -1);
    byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
    JwtSigner.Header header = signer.header(Base64.getUrlDecoder().decode(parts[0]));

    assertThat(signer.sign(header, payload)).isEqualTo(vector.getString("token"));
    if (vector.hasPath("thumbprint")) {
      assertThat(signer.jwkThumbprint()).hasValue(vector.getString("thumbprint"));
    }
  }

  @Test
  void sign_everySharedSecretAlgorithm_verifies() throws Exception {
    String jwk =
        "{\"kty\":\"oct\",\"k\":\""
            + Base64.getUrlEncoder().withoutPadding().encodeToString(shared().key().getEncoded())
            + "\"}";
    for (String algorithm : List.of("HS256", "HS384", "HS512")) {
      String token = JwtSigner.of(algorithm, shared()).sign(Map.of("typ", "JWT"), Map.of());
      assertThat(Oracle.verifies(token, jwk)).as(algorithm).isTrue();
      assertThat(Oracle.verifies(token.replace("e30", "e31"), jwk)).isFalse();
    }
  }

  @Test
  void sign_claims_areWrittenInTheirOrder() throws Exception {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("z", "\"\\\n\u0001é😀");
    claims.put("a", List.of(1, 2.5, true, Map.of("b", new Json.Literal("1.50"))));
    claims.put("n", null);

    String token = JwtSigner.of("HS256", shared()).sign(Map.of("typ", "JWT"), claims);

    JWSObject parsed = JWSObject.parse(token);
    assertThat(parsed.getHeader().toBase64URL().decodeToString())
        .isEqualTo("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    assertThat(parsed.getPayload().toString())
        .isEqualTo(
            "{\"z\":\"\\\"\\\\\\u000a\\u0001é😀\",\"a\":[1,2.5,true,{\"b\":1.50}],\"n\":null}");
  }

  @Test
  void header_anotherAlg_isRefused() {
    JwtSigner signer = JwtSigner.of("HS256", shared());
    assertThatThrownBy(() -> signer.header(Map.of("alg", "none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the header says another alg than HS256");
    assertThatThrownBy(() -> signer.header(Map.of("x", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON has no java.lang.Object");
    assertThatThrownBy(() -> signer.header(Map.of("x", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_unknownAlgorithm_saysWhichThereAre() {
    assertThatThrownBy(() -> JwtSigner.of("none", shared()))
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("HS256, HS384")
        .hasMessageContaining("EdDSA");
    assertThat(JwtSigner.ALGORITHMS)
        .containsExactly(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
            "ES256", "ES384", "ES512", "ES256K", "EdDSA");
  }

  @Test
  void sign_manyThreads_giveGoodSignatures() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    JwtSigner signer = JwtSigner.of("ES256", SigningKey.of(pair));
    String jwk = new String(Json.bytes(signer.publicJwk().orElseThrow()), StandardCharsets.UTF_8);
    JwtSigner.Header header = signer.header(Map.of("typ", "JWT"));
    var pool = Executors.newFixedThreadPool(16);
    try {
      List<Future<String>> tokens =
          IntStream.range(0, 200)
              .mapToObj(i -> pool.submit(() -> signer.sign(header, Json.bytes(Map.of("n", i)))))
              .toList();
      for (Future<String> token : tokens) {
        assertThat(Oracle.verifies(token.get(), jwk)).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** As of an HSM: it shows nothing, and one provider alone can sign with it. */
  private record Sealed(PrivateKey inside) implements PrivateKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    @SuppressWarnings("NullAway")
    public String getFormat() {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public byte[] getEncoded() {
      return null;
    }
  }

  /** Signs with what is sealed. */
  public static final class Module extends SignatureSpi {
    private final Signature inside;
    private static volatile boolean gone;
    private static volatile boolean takesAll;
    private static final java.util.concurrent.atomic.AtomicInteger SIGNED =
        new java.util.concurrent.atomic.AtomicInteger();

    /** For JCA. */
    public Module() throws Exception {
      inside = Signature.getInstance("SHA256withECDSA", "SunEC");
    }

    @Override
    protected void engineInitVerify(java.security.PublicKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws java.security.InvalidKeyException {
      if (key instanceof Sealed sealed) {
        inside.initSign(sealed.inside());
      } else if (takesAll) {
        inside.initSign(key);
      } else {
        throw new java.security.InvalidKeyException("canary-of-a-provider");
      }
    }

    @Override
    protected void engineUpdate(byte b) throws java.security.SignatureException {
      inside.update(b);
    }

    @Override
    protected void engineUpdate(byte[] b, int off, int len)
        throws java.security.SignatureException {
      inside.update(b, off, len);
    }

    @Override
    protected byte[] engineSign() throws java.security.SignatureException {
      if (gone) {
        throw new java.security.SignatureException("canary-of-a-provider");
      }
      SIGNED.incrementAndGet();
      return inside.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Hardware extends Provider {
    private static final long serialVersionUID = 1L;

    Hardware() {
      super("Hardware", "1", "an HSM");
      put("Signature.SHA256withECDSA", Module.class.getName());
    }
  }

  private static KeyPair ec() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  @Test
  void of_keyOfAnHsm_isSignedWithByItsProvider() throws Exception {
    KeyPair pair = ec();
    JwtSigner signer =
        JwtSigner.of("ES256", SigningKey.of(new Sealed(pair.getPrivate()), new Hardware()));

    String token = signer.sign(Map.of(), Map.of("iss", "hsm"));

    String jwk =
        new String(
            Json.bytes(PublicJwk.of(pair.getPublic()).orElseThrow()), StandardCharsets.UTF_8);
    assertThat(Oracle.verifies(token, jwk)).isTrue();
    assertThat(signer.publicJwk()).isEmpty();
    assertThat(signer.jwkThumbprint()).isEmpty();
  }

  @Test
  void of_keyOfAnHsm_registeredProviderIsFound() throws Exception {
    Security.addProvider(new Hardware());
    try {
      KeyPair pair = ec();
      JwtSigner signer =
          JwtSigner.of(
              "ES256", SigningKey.of(new KeyPair(pair.getPublic(), new Sealed(pair.getPrivate()))));
      String jwk = new String(Json.bytes(signer.publicJwk().orElseThrow()), StandardCharsets.UTF_8);
      assertThat(Oracle.verifies(signer.sign(Map.of(), Map.of()), jwk)).isTrue();
    } finally {
      Security.removeProvider("Hardware");
    }
  }

  @Test
  void of_keyThatNobodySignsWith_saysSoAndNothingMore() throws Exception {
    SigningKey foreign = SigningKey.of(ec().getPrivate(), new Hardware());
    assertThatThrownBy(() -> JwtSigner.of("ES256", foreign))
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("java.security.InvalidKeyException")
        .hasMessageNotContaining("canary");
  }

  @Test
  void sign_hsmThatIsGone_isTransientAndComesBack() throws Exception {
    JwtSigner signer =
        JwtSigner.of("ES256", SigningKey.of(new Sealed(ec().getPrivate()), new Hardware()));
    Module.gone = true;
    try {
      assertThatThrownBy(() -> signer.sign(Map.of(), Map.of()))
          .isInstanceOfSatisfying(
              AuthException.class,
              failure -> assertThat(failure.category()).isEqualTo(AuthException.Category.TRANSIENT))
          .hasMessageNotContaining("canary");
    } finally {
      Module.gone = false;
    }
    assertThat(signer.sign(Map.of(), Map.of())).isNotEmpty();
  }

  @Test
  void preferredProvider_ofTheJvm_isUsedWithoutAChange() throws Exception {
    Module.takesAll = true;
    Security.insertProviderAt(new Hardware(), 1);
    try {
      int before = Module.SIGNED.get();
      KeyPair pair = ec();
      assertThat(JwtSigner.of("ES256", SigningKey.of(pair)).sign(Map.of(), Map.of())).isNotEmpty();
      assertThat(Module.SIGNED).hasValue(before + 1);
    } finally {
      Security.removeProvider("Hardware");
      Module.takesAll = false;
    }
  }

  @Test
  void toString_showsNoKey() {
    JwtSigner signer = JwtSigner.of("HS256", shared());
    assertThat(Arrays.asList(signer, shared(), signer.header(Map.of("kid", "k"))))
        .extracting(Object::toString)
        .containsExactly("JwtSigner[HS256]", "SigningKey[a shared secret]", "Header");
  }
}
