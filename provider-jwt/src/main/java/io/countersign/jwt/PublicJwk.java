package io.countersign.jwt;

import com.nimbusds.jose.jwk.Curve;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The members of a public key as JSON, those that RFC 7638 §3.2 requires and in the order of their
 * names.
 */
final class PublicJwk {
  private PublicJwk() {}

  /** Returns the half of a private key that everybody may know; empty where it does not tell. */
  static Optional<Map<String, String>> of(PrivateKey key) {
    try {
      if (key instanceof RSAPrivateCrtKey rsa) {
        return Optional.of(rsa(rsa.getModulus(), rsa.getPublicExponent()));
      }
      if (key instanceof ECPrivateKey ec) {
        return ec(times(ec.getS(), ec.getParams()), ec.getParams());
      }
      if (key instanceof EdECPrivateKey ed && ed.getBytes().isPresent()) {
        return ed(ed, ed.getBytes().get());
      }
    } catch (GeneralSecurityException | RuntimeException untold) {
      // A provider that does not show its keys says so in many ways.
    }
    return Optional.empty();
  }

  /** Returns a public key so; empty if it is of another kind. */
  static Optional<Map<String, String>> of(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return Optional.of(rsa(rsa.getModulus(), rsa.getPublicExponent()));
    }
    if (key instanceof ECPublicKey ec) {
      return ec(ec.getW(), ec.getParams());
    }
    return key instanceof EdECPublicKey ed ? Optional.of(ed(ed)) : Optional.empty();
  }

  private static Map<String, String> rsa(BigInteger modulus, BigInteger exponent) {
    return members("kty", "RSA", "n", number(modulus, 0), "e", number(exponent, 0));
  }

  private static Optional<Map<String, String>> ec(ECPoint point, ECParameterSpec parameters) {
    Curve curve = Curve.forECParameterSpec(parameters);
    int bytes = (parameters.getCurve().getField().getFieldSize() + 7) / 8;
    return Optional.ofNullable(curve)
        .map(known ->
            members(
                "kty",
                "EC",
                "crv",
                known.getName(),
                "x",
                number(point.getAffineX(), bytes),
                "y",
                number(point.getAffineY(), bytes)));
  }

  private static Map<String, String> ed(EdECPublicKey key) {
    String curve = key.getParams().getName();
    byte[] encoded = key.getEncoded();
    int bytes = curve.equals("Ed448") ? 57 : 32;
    return members(
        "kty",
        "OKP",
        "crv",
        curve,
        "x",
        base64(Arrays.copyOfRange(encoded, encoded.length - bytes, encoded.length)));
  }

  /**
   * The JDK's own generator makes a pair from what its source of randomness gives. If the private
   * half is the key, the public half belongs to it.
   */
  private static Optional<Map<String, String>> ed(EdECPrivateKey key, byte[] secret)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EdDSA", "SunEC");
    generator.initialize(key.getParams(), new Giving(secret));
    KeyPair pair = generator.generateKeyPair();
    byte[] made = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    return Arrays.equals(made, secret) ? of(pair.getPublic()) : Optional.empty();
  }

  private static final class Giving extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient byte[] bytes;

    Giving(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] into) {
      System.arraycopy(bytes, 0, into, 0, Math.min(bytes.length, into.length));
    }
  }

  /** No API of the JDK multiplies a point; this is done once for a key, and only if asked for. */
  private static ECPoint times(BigInteger factor, ECParameterSpec curve) {
    BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
    BigInteger a = curve.getCurve().getA();
    ECPoint sum = ECPoint.POINT_INFINITY;
    for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
      sum = plus(sum, sum, a, p);
      if (factor.testBit(bit)) {
        sum = plus(sum, curve.getGenerator(), a, p);
      }
    }
    return sum;
  }

  private static ECPoint plus(ECPoint one, ECPoint other, BigInteger a, BigInteger p) {
    if (one.equals(ECPoint.POINT_INFINITY)) {
      return other;
    }
    if (other.equals(ECPoint.POINT_INFINITY)) {
      return one;
    }
    BigInteger x = one.getAffineX();
    BigInteger y = one.getAffineY();
    BigInteger slope;
    if (!x.equals(other.getAffineX())) {
      slope = other.getAffineY().subtract(y).multiply(other.getAffineX().subtract(x).modInverse(p));
    } else if (y.equals(other.getAffineY()) && y.signum() != 0) {
      BigInteger three = BigInteger.valueOf(3);
      slope = x.multiply(x).multiply(three).add(a).multiply(y.add(y).modInverse(p));
    } else {
      return ECPoint.POINT_INFINITY;
    }
    BigInteger sumX = slope.multiply(slope).subtract(x).subtract(other.getAffineX()).mod(p);
    return new ECPoint(sumX, slope.multiply(x.subtract(sumX)).subtract(y).mod(p));
  }

  private static Map<String, String> members(String... namesAndValues) {
    Map<String, String> members = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Collections.unmodifiableMap(members);
  }

  /** Returns the number in this many octets at least, without a sign. */
  private static String number(BigInteger number, int bytes) {
    byte[] signed = number.toByteArray();
    byte[] unsigned = signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    byte[] padded = new byte[Math.max(bytes, unsigned.length)];
    System.arraycopy(unsigned, 0, padded, padded.length - unsigned.length, unsigned.length);
    return base64(padded);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
