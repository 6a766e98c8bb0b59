package io.countersign.benchmarks;

import io.countersign.jwt.JwtSigner;
import io.countersign.jwt.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One signed token, with a key that is at hand, beside what plain JCA costs that is handed header
 * and claims as they are to be signed.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class Signatures {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final byte[] SECRET =
      "a-secret-of-32-bytes-or-of-more-than-that".getBytes(StandardCharsets.US_ASCII);
  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  /** How it is signed. */
  @Param({"HS256", "RS256", "PS256", "ES256", "EdDSA"})
  public String algorithm = "";

  private final Map<String, Object> header = Map.of("typ", "JWT", "kid", "2026-01");
  private final Map<String, Object> claims =
      Map.of(
          "iss", "billing", "sub", "amelie", "aud", "https://api.example", "exp", 1_800_000_000L);
  private JwtSigner signer = JwtSigner.of("HS256", SigningKey.secret(SECRET));
  private KeyPair pair = new KeyPair(null, null);
  private byte[] signedHeader = {};
  private byte[] payload = {};

  /** Makes a key. */
  @Setup
  public void setUp() throws GeneralSecurityException {
    SigningKey key = SigningKey.secret(SECRET);
    if (!algorithm.equals("HS256")) {
      pair = generated();
      key = SigningKey.of(pair);
    }
    signer = JwtSigner.of(algorithm, key);
    String[] parts = signer.sign(header, claims).split("\\.", -1);
    signedHeader = (parts[0] + ".").getBytes(StandardCharsets.US_ASCII);
    payload = Base64.getUrlDecoder().decode(parts[1]);
  }

  private KeyPair generated() throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            algorithm.equals("ES256") ? "EC" : algorithm.equals("EdDSA") ? "Ed25519" : "RSA");
    if (!algorithm.equals("EdDSA")) {
      generator.initialize(algorithm.equals("ES256") ? 256 : 2048);
    }
    return generator.generateKeyPair();
  }

  /** Signs what is written already, and puts the three parts together. */
  @Benchmark
  public Object floor() throws GeneralSecurityException {
    byte[] encoded = BASE64URL.encode(payload);
    byte[] signature = algorithm.equals("HS256") ? mac(encoded) : signature(encoded);
    return new String(signedHeader, StandardCharsets.ISO_8859_1)
        + new String(encoded, StandardCharsets.ISO_8859_1)
        + '.'
        + BASE64URL.encodeToString(signature);
  }

  private byte[] mac(byte[] encoded) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    mac.update(signedHeader);
    return mac.doFinal(encoded);
  }

  private byte[] signature(byte[] encoded) throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (algorithm) {
              case "RS256" -> "SHA256withRSA";
              case "PS256" -> "RSASSA-PSS";
              case "ES256" -> "SHA256withECDSAinP1363Format";
              default -> "EdDSA";
            });
    signature.initSign(pair.getPrivate());
    if (algorithm.equals("PS256")) {
      signature.setParameter(PSS);
    }
    signature.update(signedHeader);
    signature.update(encoded);
    return signature.sign();
  }

  /** Writes header and claims, and signs them. */
  @Benchmark
  public Object signed() {
    return signer.sign(header, claims);
  }
}
