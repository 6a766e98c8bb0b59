package io.countersign.spi;

import io.countersign.AuthConfigException;
import io.countersign.internal.OriginRules;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What {@code countersign.http} says of connections, the same for every transport. */
public final class TransportSettings {
  private static final String NO_DEFAULTS = "this JVM has no default for certificates or TLS";
  private static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration("connect-timeout")
          .orElse("5 s")
          .describedAs("How long a connection may take to come about");
  private static final Setting<Optional<URI>> PROXY =
      Setting.uri("proxy")
          .optional()
          .describedAs("The proxy of these calls, as http://proxy:3128; else that of the JVM");
  private static final Setting<Optional<Path>> TRUST =
      Setting.path("trust")
          .optional()
          .describedAs("PEM file of the CA certificates to trust, in place of the JVM's");

  private TransportSettings() {}

  /** Returns the settings, for {@link HttpTransportProvider#settings()}. */
  public static List<Setting<?>> all() {
    return List.of(CONNECT_TIMEOUT, PROXY, TRUST);
  }

  /** Returns how long a connection may take to come about. */
  public static Duration connectTimeout(Settings settings) {
    return settings.get(CONNECT_TIMEOUT);
  }

  /**
   * Returns the proxy, its name not resolved; empty if the configuration says none.
   *
   * @throws AuthConfigException if it is no {@code http://host:port}
   */
  public static Optional<InetSocketAddress> proxy(Settings settings) {
    return settings
        .get(PROXY)
        .map(proxy -> {
          boolean plain =
              "http".equalsIgnoreCase(proxy.getScheme())
                  && proxy.getRawUserInfo() == null
                  && proxy.getHost() != null;
          if (!plain) {
            throw problem(
                settings.path() + ".proxy", "is no proxy; write http://host:port, without a user");
          }
          int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
          return InetSocketAddress.createUnresolved(proxy.getHost(), port);
        });
  }

  /** Returns the file of CA certificates; empty if the configuration names none. */
  public static Optional<Path> trustFile(Settings settings) {
    return settings.get(TRUST);
  }

  /**
   * Returns TLS that trusts the certificates of the file and no others; empty if the configuration
   * names none. The file is read here, so that a fault in it is found at the start.
   *
   * @throws AuthConfigException if it cannot be read, or holds no certificate
   */
  public static Optional<SSLContext> trust(Settings settings) {
    return settings.get(TRUST).map(file -> trusting(file, settings.path() + ".trust"));
  }

  private static SSLContext trusting(Path file, String setting) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trustedBy(file, setting), null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw problem(setting, NO_DEFAULTS);
    }
  }

  /**
   * Returns what trusts the certificates of a PEM file and no others; the file is read here.
   *
   * @param setting the full path of the setting that names the file, for the message
   * @throws AuthConfigException if it cannot be read, or holds no certificate
   */
  public static TrustManager[] trustedBy(Path file, String setting) {
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
      return managers.getTrustManagers();
    } catch (IOException unreadable) {
      throw problem(setting, file + " cannot be read; name a PEM file of CA certificates");
    } catch (GeneralSecurityException unusable) {
      throw problem(setting, NO_DEFAULTS);
    }
  }

  /** Returns whether what is sent there is protected: by https, or since it stays here. */
  public static boolean isProtected(URI address) {
    return OriginRules.any().covers(address);
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

  private static AuthConfigException problem(String setting, String what) {
    return new AuthConfigException(List.of(new AuthConfigException.Problem("", setting, what)));
  }
}
