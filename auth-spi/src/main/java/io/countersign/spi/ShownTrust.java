package io.countersign.spi;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom the identity of the moment trusts; whom the JVM trusts, if that says nobody. */
final class ShownTrust extends X509ExtendedTrustManager {
  private final Live<X509ExtendedTrustManager> trust;

  ShownTrust(Live<TlsIdentity> identity) {
    X509ExtendedTrustManager jvm = TlsContexts.ofTheJvm();
    this.trust =
        identity.map(one -> one.trusted().isEmpty() ? jvm : TlsContexts.trusting(one.trusted()));
  }

  private X509ExtendedTrustManager now() throws CertificateException {
    try {
      X509ExtendedTrustManager now = trust.now();
      if (now != null) {
        return now;
      }
    } catch (RuntimeException unusable) {
      // Said below, and in full by the calls that need it.
    }
    throw new CertificateException("whom to trust cannot be read now");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    now().checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    now().checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    now().checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw forServers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw forServers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw forServers();
  }

  private static CertificateException forServers() {
    return new CertificateException("it is a client that trusts by this");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  @Override
  public String toString() {
    return "ShownTrust";
  }
}
