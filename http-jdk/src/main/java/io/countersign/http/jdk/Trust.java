package io.countersign.http.jdk;

import io.countersign.AuthConfigException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the certificates of one file and no others. */
final class Trust {
  private Trust() {}

  /** Reads the file; the setting is named if it will not do. */
  static SSLContext in(Path file, String setting) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int count = 0;
      for (Certificate certificate : certificates(file, setting)) {
        trusted.setCertificateEntry("ca-" + count++, certificate);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException unreadable) {
      throw problem(setting, file + " cannot be read; name a PEM file of CA certificates");
    } catch (GeneralSecurityException unusable) {
      throw problem(setting, "this JVM has no default for certificates or TLS");
    }
  }

  private static Collection<? extends Certificate> certificates(Path file, String setting)
      throws IOException, GeneralSecurityException {
    CertificateFactory x509 = CertificateFactory.getInstance("X.509");
    try (InputStream pem = new BufferedInputStream(Files.newInputStream(file))) {
      Collection<? extends Certificate> found = x509.generateCertificates(pem);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException malformed) {
      // Said below: the parser's own words may show what it read.
    }
    throw problem(setting, file + " holds no certificate; it must be PEM, of CA certificates");
  }

  static AuthConfigException problem(String setting, String what) {
    return new AuthConfigException(List.of(new AuthConfigException.Problem("", setting, what)));
  }
}
