package io.countersign.spi;

import io.countersign.AuthException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Who a client is in TLS: the certificate that it shows, with those that lead from it to an
 * authority, its key, and whom it trusts in turn. Immutable; {@code toString} names its certificate
 * alone.
 */
public final class TlsIdentity {
  private static final int LONGEST_NAME = 120;
  private static final byte[] CHALLENGE = new byte[32];

  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final List<X509Certificate> trusted;

  private TlsIdentity(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trusted) {
    this.chain = chain;
    this.key = key;
    this.trusted = trusted;
  }

  /**
   * Makes one that trusts whom the transport trusts.
   *
   * @param chain its own certificate first; then, as far as the other side needs them, that of its
   *     issuer, and so on
   * @param key of any provider: it may stay in its hardware
   * @throws AuthException if there is no certificate, or if the key is not that of the first one
   */
  public static TlsIdentity of(List<X509Certificate> chain, PrivateKey key) {
    if (chain.isEmpty()) {
      throw unfit("there is no client certificate");
    }
    TlsIdentity made = new TlsIdentity(List.copyOf(chain), key, List.of());
    if (!fits(made.certificate().getPublicKey(), key)) {
      throw unfit(
          "the key is not that of the client certificate "
              + made.name()
              + ", which must be the first of its chain");
    }
    return made;
  }

  /** Returns the same one, which trusts these authorities and no others; with none, as before. */
  public TlsIdentity trusting(List<X509Certificate> authorities) {
    return new TlsIdentity(chain, key, List.copyOf(authorities));
  }

  /** Returns the certificate that it shows, then those of its issuers. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** Returns whom it trusts; whom the transport trusts, if none. */
  public List<X509Certificate> trusted() {
    return trusted;
  }

  private X509Certificate certificate() {
    return chain.get(0);
  }

  PrivateKey key() {
    return key;
  }

  /**
   * Checks that its certificate is good at this moment.
   *
   * @throws AuthException if it is not yet, or no longer
   */
  public void check(Instant now) {
    Instant from = certificate().getNotBefore().toInstant();
    Instant until = certificate().getNotAfter().toInstant();
    if (now.isAfter(until)) {
      throw unfit("the client certificate " + name() + " ended at " + until);
    }
    if (now.isBefore(from)) {
      throw unfit("the client certificate " + name() + " is not good before " + from);
    }
  }

  /**
   * Returns TLS for a client that shows the certificate of the moment on each new connection.
   * Connections that are there go on as they began.
   */
  public static SSLContext context(Live<TlsIdentity> identity) {
    return LiveTls.of(identity);
  }

  private static AuthException unfit(String what) {
    return new AuthException(AuthException.Category.REQUEST, what + "; nothing was sent");
  }

  private static boolean fits(PublicKey open, PrivateKey key) {
    if (open instanceof RSAKey one && key instanceof RSAKey other) {
      return one.getModulus().equals(other.getModulus());
    }
    try {
      Signature signature = Signature.getInstance(algorithm(open));
      signature.initSign(key);
      signature.update(CHALLENGE);
      byte[] signed = signature.sign();
      signature = Signature.getInstance(algorithm(open));
      signature.initVerify(open);
      signature.update(CHALLENGE);
      return signature.verify(signed);
    } catch (GeneralSecurityException | ProviderException | IllegalArgumentException other) {
      return false;
    }
  }

  private static String algorithm(PublicKey open) {
    return switch (open.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> open.getAlgorithm();
    };
  }

  private String name() {
    String name = certificate().getSubjectX500Principal().getName().replaceAll("\\p{Cntrl}", " ");
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + name() + "]";
  }
}
