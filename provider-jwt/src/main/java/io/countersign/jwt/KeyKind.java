package io.countersign.jwt;

import java.security.Key;
import java.util.Optional;

/** What a key is made for, in the words of JCA and of ASN.1. */
enum KeyKind {
  SECRET("a shared secret", "", ""),
  RSA("an RSA key", "RSA", "1.2.840.113549.1.1.1"),
  RSA_PSS("an RSA key for PSS alone", "RSASSA-PSS", "1.2.840.113549.1.1.10"),
  EC("an EC key", "EC", "1.2.840.10045.2.1"),
  ED25519("an Ed25519 key", "Ed25519", "1.3.101.112"),
  ED448("an Ed448 key", "Ed448", "1.3.101.113");

  private final String shown;
  private final String jca;
  private final String oid;

  KeyKind(String shown, String jca, String oid) {
    this.shown = shown;
    this.jca = jca;
    this.oid = oid;
  }

  String shown() {
    return shown;
  }

  String jca() {
    return jca;
  }

  String oid() {
    return oid;
  }

  static Optional<KeyKind> ofOid(String oid) {
    for (KeyKind kind : values()) {
      if (kind.oid.equals(oid)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Returns the kind of a key of any provider. */
  static Optional<KeyKind> of(Key key) {
    String name = key.getAlgorithm();
    if (key instanceof java.security.interfaces.EdECKey ed) {
      name = ed.getParams().getName();
    }
    for (KeyKind kind : values()) {
      if (kind != SECRET && kind.jca.equalsIgnoreCase(name)) {
        return Optional.of(kind);
      }
    }
    return name.equalsIgnoreCase("EdDSA") ? Optional.of(ED25519) : Optional.empty();
  }
}
