package io.countersign.jwt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens keys that are encrypted with a passphrase: PKCS#8 (RFC 8018, PBES1 and PBES2), and what
 * OpenSSL wrote before that.
 *
 * <p>The JDK reads PBES2 with AES alone; what {@code openssl pkcs8 -v2 des3} writes is common.
 */
final class PemDecryption {
  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final String HMAC = "1.2.840.113549.2.";

  /** A minute of work, which no tool asks for. */
  private static final int MOST_ITERATIONS = 10_000_000;

  private PemDecryption() {}

  /** A cipher in the mode CBC. */
  private record Chain(String algorithm, int keyBytes) {
    byte[] decrypt(byte[] key, byte[] iv, byte[] data) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm), new IvParameterSpec(iv));
      return cipher.doFinal(data);
    }
  }

  /** Returns the PKCS#8 structure inside an {@code EncryptedPrivateKeyInfo}. */
  static byte[] pkcs8(byte[] encrypted, String passphrase) {
    Der whole = Der.of(encrypted);
    Der scheme = whole.enter(Der.SEQUENCE);
    if (scheme.takeOid().equals(PBES2)) {
      return opened(() -> pbes2(scheme.enter(Der.SEQUENCE), whole.take(Der.OCTETS), passphrase));
    }
    return opened(() -> pbes1(encrypted, passphrase));
  }

  private static byte[] pbes2(Der parameters, byte[] data, String passphrase)
      throws GeneralSecurityException {
    Der derivation = parameters.enter(Der.SEQUENCE);
    Der encryption = parameters.enter(Der.SEQUENCE);
    if (!derivation.takeOid().equals(PBKDF2)) {
      throw unknown();
    }
    Der how = derivation.enter(Der.SEQUENCE);
    byte[] salt = how.take(Der.OCTETS);
    int iterations = how.takeInt();
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw unknown();
    }
    if (how.isNext(Der.INTEGER)) {
      how.takeInt();
    }
    String hash = how.isNext(Der.SEQUENCE) ? hash(how.enter(Der.SEQUENCE).takeOid()) : "SHA1";
    Chain chain =
        switch (encryption.takeOid()) {
          case "2.16.840.1.101.3.4.1.2" -> new Chain("AES", 16);
          case "2.16.840.1.101.3.4.1.22" -> new Chain("AES", 24);
          case "2.16.840.1.101.3.4.1.42" -> new Chain("AES", 32);
          case "1.2.840.113549.3.7" -> new Chain("DESede", 24);
          default -> throw unknown();
        };
    byte[] iv = encryption.take(Der.OCTETS);
    PBEKeySpec spec =
        new PBEKeySpec(passphrase.toCharArray(), salt, iterations, 8 * chain.keyBytes());
    byte[] key =
        SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash).generateSecret(spec).getEncoded();
    return chain.decrypt(key, iv, data);
  }

  private static String hash(String oid) {
    return switch (oid) {
      case HMAC + "7" -> "SHA1";
      case HMAC + "8" -> "SHA224";
      case HMAC + "9" -> "SHA256";
      case HMAC + "10" -> "SHA384";
      case HMAC + "11" -> "SHA512";
      default -> throw unknown();
    };
  }

  private static byte[] pbes1(byte[] encrypted, String passphrase) throws GeneralSecurityException {
    EncryptedPrivateKeyInfo info;
    Cipher cipher;
    Key key;
    try {
      info = new EncryptedPrivateKeyInfo(encrypted);
      cipher = Cipher.getInstance(info.getAlgName());
      key =
          SecretKeyFactory.getInstance(info.getAlgName())
              .generateSecret(new PBEKeySpec(passphrase.toCharArray()));
    } catch (IOException | GeneralSecurityException unsupported) {
      throw unknown();
    }
    cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
    return cipher.doFinal(info.getEncryptedData());
  }

  /** Returns what is inside a block with a {@code DEK-Info}, as {@code AES-256-CBC,0A1B…}. */
  static byte[] traditional(String dekInfo, byte[] encrypted, String passphrase) {
    int comma = dekInfo.indexOf(',');
    Chain chain =
        switch (comma < 0 ? "" : dekInfo.substring(0, comma)) {
          case "AES-128-CBC" -> new Chain("AES", 16);
          case "AES-192-CBC" -> new Chain("AES", 24);
          case "AES-256-CBC" -> new Chain("AES", 32);
          case "DES-EDE3-CBC" -> new Chain("DESede", 24);
          default -> throw unknown();
        };
    String hex = dekInfo.substring(comma + 1);
    if (!hex.matches("[0-9A-Fa-f]{16}|[0-9A-Fa-f]{32}")) {
      throw new Der.Malformed();
    }
    byte[] iv = HexFormat.of().parseHex(hex);
    return opened(() -> chain.decrypt(stretched(passphrase, iv, chain.keyBytes()), iv, encrypted));
  }

  /** The {@code EVP_BytesToKey} of OpenSSL, with MD5 and one round. */
  private static byte[] stretched(String passphrase, byte[] iv, int length)
      throws GeneralSecurityException {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    byte[] key = new byte[0];
    byte[] last = key;
    while (key.length < length) {
      md5.update(last);
      md5.update(passphrase.getBytes(StandardCharsets.UTF_8));
      md5.update(iv, 0, 8);
      last = md5.digest();
      int before = key.length;
      key = Arrays.copyOf(key, before + last.length);
      System.arraycopy(last, 0, key, before, last.length);
    }
    return Arrays.copyOf(key, length);
  }

  private interface Work {
    byte[] open() throws GeneralSecurityException;
  }

  private static byte[] opened(Work work) {
    try {
      return work.open();
    } catch (GeneralSecurityException refused) {
      throw wrongPassphrase();
    }
  }

  static RuntimeException wrongPassphrase() {
    return Unusable.because(
        "the passphrase does not open the encrypted key; look at where the two come from");
  }

  private static RuntimeException unknown() {
    return Unusable.because(
        "it is encrypted in a way that is not known here; write it anew:"
            + " openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW");
  }
}
