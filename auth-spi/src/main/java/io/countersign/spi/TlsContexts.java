package io.countersign.spi;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes TLS out of whom a client shows itself as, and whom it trusts. */
final class TlsContexts {
  private TlsContexts() {}

  /**
   * Returns TLS of these.
   *
   * @param shown null to show nothing
   * @param trust null to trust whom the JVM trusts
   */
  static SSLContext of(@Nullable KeyManager shown, @Nullable TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          shown == null ? null : new KeyManager[] {shown},
          trust == null ? null : new TrustManager[] {trust},
          null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw withoutTls(unusable);
    }
  }

  /** Returns trust in these authorities and in no others. */
  static TrustManager trusting(Collection<X509Certificate> authorities) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int count = 0;
      for (X509Certificate authority : authorities) {
        trusted.setCertificateEntry("ca-" + count++, authority);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      return managers.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException unusable) {
      throw withoutTls(unusable);
    }
  }

  private static IllegalStateException withoutTls(Exception unusable) {
    return new IllegalStateException(
        "this JVM has no default for certificates or TLS: " + unusable.getClass().getName());
  }
}
