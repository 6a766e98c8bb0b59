package io.countersign.testkit;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

/** New keys, of which nobody else knows. */
final class Keys {
  private Keys() {}

  /** Returns 2048 bits of RSA. */
  static KeyPair rsa() {
    return generated("RSA", 2048);
  }

  /** Returns a key on the curve P-256. */
  static KeyPair ec() {
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
}
