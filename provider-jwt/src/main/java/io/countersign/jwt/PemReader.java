package io.countersign.jwt;

import java.util.ArrayList;
import java.util.List;

/** Reads the one private key of a PEM text. */
final class PemReader {
  private static final String WANTED = "; give the private one, -----BEGIN PRIVATE KEY-----";

  private PemReader() {}

  static SigningKey read(String text, String passphrase) {
    List<Pem> keys = new ArrayList<>();
    boolean certificate = false;
    for (Pem block : Pem.all(text)) {
      if (block.label().endsWith("PRIVATE KEY") || block.label().endsWith("PRIVATE KEY BLOCK")) {
        keys.add(block);
      }
      certificate |= block.isCertificate();
    }
    if (keys.size() > 1) {
      throw Unusable.because(
          "it holds " + keys.size() + " private keys; give the one to sign with");
    }
    if (keys.isEmpty()) {
      throw Unusable.because(
          (certificate
                  ? "it is a certificate, which holds no private key"
                  : "it holds no private key but -----BEGIN "
                      + Pem.all(text).get(0).label()
                      + "-----")
              + WANTED);
    }
    SigningKey key = SigningKey.of(made(keys.get(0), passphrase));
    return certificate ? key.withCertificates(Certificates.ofPem(text)) : key;
  }

  private static PrivateKeys.Made made(Pem block, String passphrase) {
    boolean encrypted = block.encryption().isPresent() || block.label().startsWith("ENCRYPTED");
    if (encrypted && passphrase.isEmpty()) {
      throw Unusable.because("it is encrypted; give its passphrase");
    }
    try {
      return decoded(block, passphrase);
    } catch (Der.Malformed | ArithmeticException damaged) {
      if (block.encryption().isPresent()) {
        throw PemDecryption.wrongPassphrase();
      }
      throw Unusable.because(
          "its PEM is damaged or cut off: -----BEGIN " + block.label() + "----- holds no such key");
    }
  }

  private static PrivateKeys.Made decoded(Pem block, String passphrase) {
    byte[] der =
        block
            .encryption()
            .map(how -> PemDecryption.traditional(how, block.der(), passphrase))
            .orElse(block.der());
    return switch (block.label()) {
      case "PRIVATE KEY" -> PrivateKeys.pkcs8(der);
      case "RSA PRIVATE KEY" -> PrivateKeys.pkcs1(der);
      case "EC PRIVATE KEY" -> PrivateKeys.sec1(der);
      case "ENCRYPTED PRIVATE KEY" -> decrypted(PemDecryption.pkcs8(der, passphrase));
      case "OPENSSH PRIVATE KEY" ->
          throw Unusable.because(
              "it is in the format of OpenSSH; write it anew:" + " ssh-keygen -p -m PKCS8 -f COPY");
      default ->
          throw Unusable.because(
              "-----BEGIN " + block.label() + "----- is no key that signs tokens" + WANTED);
    };
  }

  /** What a wrong passphrase makes is, once in 256 times, well padded nonsense. */
  private static PrivateKeys.Made decrypted(byte[] der) {
    try {
      return PrivateKeys.pkcs8(der);
    } catch (Der.Malformed nonsense) {
      throw PemDecryption.wrongPassphrase();
    }
  }
}
