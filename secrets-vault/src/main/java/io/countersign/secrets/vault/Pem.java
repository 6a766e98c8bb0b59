package io.countersign.secrets.vault;

import io.countersign.spi.FileText;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PEM files hold (RFC 7468). Throws nothing that shows a part of them. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN (RSA |EC |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private Pem() {}

  /**
   * Returns the certificates of a file, in their order.
   *
   * @param setting which names it, for the message
   * @throws IllegalArgumentException if there is none, or it cannot be read
   */
  static List<X509Certificate> certificates(Path file, String setting) {
    byte[] text = text(file, setting).getBytes(StandardCharsets.US_ASCII);
    try {
      List<X509Certificate> found = new ArrayList<>();
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))) {
        found.add((X509Certificate) one);
      }
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException malformed) {
      // Said below, in words that show nothing of it.
    }
    throw new IllegalArgumentException(setting + ": " + file + " holds no certificate in PEM");
  }

  /**
   * Returns the private key of a file: PKCS#8, or as OpenSSL wrote RSA and EC keys before.
   *
   * @param setting which names it, for the message
   * @throws IllegalArgumentException if there is none, or it cannot be read
   */
  static PrivateKey key(Path file, String setting) {
    Matcher written = KEY.matcher(text(file, setting));
    if (written.find()) {
      byte[] content = Base64.getMimeDecoder().decode(written.group(2));
      try {
        return key(
            switch (written.group(1)) {
              case "RSA " -> Der.pkcs8OfRsa(content);
              case "EC " -> Der.pkcs8OfEc(content);
              default -> content;
            });
      } catch (GeneralSecurityException | IllegalArgumentException malformed) {
        // Said below, in words that show nothing of it.
      }
    }
    throw new IllegalArgumentException(
        setting + ": " + file + " holds no private key in PEM that is not encrypted");
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException another) {
        // Only one of them fits.
      }
    }
    throw new GeneralSecurityException("of no algorithm that is known");
  }

  private static String text(Path file, String setting) {
    FileText content = FileText.of(file);
    if (content instanceof FileText.Read read) {
      return read.text();
    }
    throw new IllegalArgumentException(
        setting
            + ": "
            + (content instanceof FileText.Unusable unusable
                ? unusable.of(file)
                : file + " is not there"));
  }
}
