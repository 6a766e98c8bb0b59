package io.countersign.jwt;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** Makes private keys of PKCS#8, PKCS#1 and SEC 1, by the JCA provider that the JVM prefers. */
final class PrivateKeys {
  private static final int NEWEST_VERSION = 1;

  private PrivateKeys() {}

  /** A key, and what it is made for. */
  record Made(KeyKind kind, PrivateKey key) {}

  /** Reads PKCS#8 (RFC 5958); a public key that comes with it is left out, as Java 17 wants it. */
  static Made pkcs8(byte[] der) {
    Der inside = Der.of(der);
    int version = inside.takeInt();
    if (version < 0 || version > NEWEST_VERSION) {
      throw new Der.Malformed();
    }
    byte[] algorithm = inside.takeWhole();
    String oid = Der.of(algorithm).takeOid();
    KeyKind kind =
        KeyKind.ofOid(oid)
            .orElseThrow(
                () -> Unusable.because("it is of a kind (" + oid + ") that signs no token"));
    return made(kind, algorithm, inside.take(Der.OCTETS));
  }

  /** Reads PKCS#1 (RFC 8017 A.1.2). */
  static Made pkcs1(byte[] der) {
    int unused = Der.of(der).takeInt();
    return made(
        KeyKind.RSA, Der.value(Der.SEQUENCE, Der.oid(KeyKind.RSA.oid()), Der.value(Der.NULL)), der);
  }

  /** Reads SEC 1 (RFC 5915), which names its curve. */
  static Made sec1(byte[] der) {
    Der inside = Der.of(der);
    inside.takeInt();
    inside.take(Der.OCTETS);
    return made(KeyKind.EC, ecAlgorithm(inside.enter(0xA0).takeWhole()), der);
  }

  /** Makes the key of a curve. */
  static Made ec(byte[] secret, String curveOid) {
    return made(
        KeyKind.EC,
        ecAlgorithm(Der.oid(curveOid)),
        Der.value(Der.SEQUENCE, Der.integer(1), Der.value(Der.OCTETS, secret)));
  }

  /** Makes a key of RFC 8032. */
  static Made ed(KeyKind kind, byte[] secret) {
    return made(kind, Der.value(Der.SEQUENCE, Der.oid(kind.oid())), Der.value(Der.OCTETS, secret));
  }

  private static byte[] ecAlgorithm(byte[] curve) {
    return Der.value(Der.SEQUENCE, Der.oid(KeyKind.EC.oid()), curve);
  }

  private static Made made(KeyKind kind, byte[] algorithm, byte[] key) {
    byte[] pkcs8 = Der.value(Der.SEQUENCE, Der.integer(0), algorithm, Der.value(Der.OCTETS, key));
    try {
      return new Made(
          kind, KeyFactory.getInstance(kind.jca()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException | RuntimeException refused) {
      throw Unusable.because(
          "it is damaged, or no JCA provider of this JVM knows it (it is " + kind.shown() + ")");
    }
  }
}
