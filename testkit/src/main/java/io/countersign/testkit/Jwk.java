package io.countersign.testkit;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** Public keys as JSON (RFC 7517). */
final class Jwk {
  private static final int P_256_BYTES = 32;

  private Jwk() {}

  static String rsa(RSAPublicKey key, String id) {
    return """
    {"kty":"RSA","kid":"%s","use":"sig","n":"%s","e":"%s"}\
    """
        .formatted(id, unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
  }

  /** The key must be on the curve P-256. */
  static String ec(ECPublicKey key, String id) {
    return """
    {"kty":"EC","kid":"%s","use":"sig","crv":"P-256","x":"%s","y":"%s"}\
    """
        .formatted(id, coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
  }

  /** As {@link #ec}, with the certificate of the key; it is named by its serial number. */
  static String certified(ECPublicKey key, X509Certificate certificate) {
    String jwk = ec(key, certificate.getSerialNumber().toString());
    try {
      byte[] der = certificate.getEncoded();
      return jwk.substring(0, jwk.length() - 1)
          + ",\"x5c\":[\""
          + Base64.getEncoder().encodeToString(der)
          + "\"],\"x5t#S256\":\""
          + base64(MessageDigest.getInstance("SHA-256").digest(der))
          + "\"}";
    } catch (CertificateEncodingException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[P_256_BYTES];
    int length = Math.min(bytes.length, P_256_BYTES);
    System.arraycopy(bytes, bytes.length - length, padded, P_256_BYTES - length, length);
    return base64(padded);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
