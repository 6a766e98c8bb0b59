package io.countersign.secrets.vault;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Says itself which server is meant: the JDK's client else takes the host of the address. */
final class ServerTrust extends X509ExtendedTrustManager {
  private static final int DNS = 2;
  private static final int IP = 7;

  private final Check check;

  /** Throws for a chain that is not to be trusted. */
  private interface Check {
    void of(X509Certificate[] chain, String authType) throws CertificateException;
  }

  private ServerTrust(Check check) {
    this.check = check;
  }

  /** Returns what trusts everybody. */
  static ServerTrust anyone() {
    return new ServerTrust((chain, authType) -> {});
  }

  /**
   * Returns what trusts a certificate for this name (RFC 9525 §6).
   *
   * @param authorities who says whether its chain is good
   */
  static ServerTrust named(X509TrustManager authorities, String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return new ServerTrust((chain, authType) -> {
      authorities.checkServerTrusted(chain, authType);
      if (!isNamed(chain[0], wanted)) {
        throw new CertificateException("for another name");
      }
    });
  }

  private static boolean isNamed(X509Certificate certificate, String wanted)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    for (List<?> entry : names) {
      String said = String.valueOf(entry.get(1)).toLowerCase(Locale.ROOT);
      boolean here =
          entry.get(0).equals(DNS)
              ? covers(said, wanted)
              : entry.get(0).equals(IP) && said.equals(wanted);
      if (here) {
        return true;
      }
    }
    return false;
  }

  /** A star stands for one whole label, the first, above two others at least. */
  private static boolean covers(String said, String wanted) {
    int dot = wanted.indexOf('.');
    return said.equals(wanted)
        || (said.startsWith("*.")
            && said.indexOf('.', 2) > 0
            && dot > 0
            && said.substring(1).equals(wanted.substring(dot)));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check.of(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check.of(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check.of(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }
}
