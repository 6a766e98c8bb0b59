package io.countersign.jwt;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads certificates, and says what a header does of that of a key (RFC 7515 §4.1.6 to §4.1.8). */
public final class Certificates {
  private Certificates() {}

  /**
   * Reads the certificates of PEM, in their order; what else is in it is passed over. Line ends
   * that were written as {@code \n} are mended.
   *
   * @throws io.countersign.AuthException if there is none, or one is damaged; it shows nothing of
   *     the text
   */
  public static List<X509Certificate> ofPem(String text) {
    List<X509Certificate> chain = new ArrayList<>();
    if (Pem.isIn(text)) {
      for (Pem block : Pem.all(text)) {
        if (block.isCertificate()) {
          chain.add(certificate(block.der()));
        }
      }
    }
    if (chain.isEmpty()) {
      throw Unusable.because("it holds no certificate; give PEM with -----BEGIN CERTIFICATE-----");
    }
    return chain;
  }

  static List<X509Certificate> ofBase64(List<? extends com.nimbusds.jose.util.Base64> chain) {
    return chain.stream().map(one -> certificate(one.decode())).toList();
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException damaged) {
      throw Unusable.because("its certificate is damaged or cut off");
    }
  }

  static String encoded(X509Certificate certificate) {
    return Base64.getEncoder().encodeToString(der(certificate));
  }

  static String thumbprint(X509Certificate certificate, String hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(hash, der(certificate)));
  }

  static byte[] digest(String hash, byte[] bytes) {
    try {
      return MessageDigest.getInstance(hash).digest(bytes);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException parsedBefore) {
      throw new IllegalStateException(parsedBefore);
    }
  }
}
