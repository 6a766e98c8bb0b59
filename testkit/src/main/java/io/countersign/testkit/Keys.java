package io.countersign.testkit;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** New keys, of which nobody else knows. */
public final class Keys {
  private Keys() {}

  /** Returns 2048 bits of RSA. */
  public static KeyPair rsa() {
    return generated("RSA", 2048);
  }

  /** Returns a key on the curve P-256. */
  public static KeyPair ec() {
    return generated("EC", 256);
  }

  private static KeyPair generated(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this Java has no " + algorithm, missing);
    }
  }

  /** Returns the private one as PEM (RFC 7468 §10). */
  public static String pem(KeyPair pair) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
