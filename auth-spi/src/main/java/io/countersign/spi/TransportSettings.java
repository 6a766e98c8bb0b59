package io.countersign.spi;

import io.countersign.AuthConfigException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** What {@code countersign.http} says of connections, the same for every transport. */
public final class TransportSettings {
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

  /** What JSSE says when the other side ends a handshake; the names are those of RFC 8446 §6. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,40})");

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

  /**
   * Returns TLS that trusts the certificates of the file and no others; empty if the configuration
   * names none. The file is read here, so that a fault in it is found at the start.
   *
   * @throws AuthConfigException if it cannot be read, or holds no certificate
   */
  public static Optional<SSLContext> trust(Settings settings) {
    return trusted(settings)
        .map(authorities -> TlsContexts.of(null, TlsContexts.trusting(authorities)));
  }

  /**
   * Returns how TLS is made that shows an identity, and trusts whom that trusts; where it does not
   * say, whom the file of {@link #trust} says, and else whom the JVM trusts. The file is read here.
   *
   * @throws AuthConfigException as {@link #trust}
   */
  public static Function<TlsIdentity, SSLContext> tls(Settings settings) {
    Collection<X509Certificate> known = trusted(settings).orElse(List.of());
    return identity -> {
      Collection<X509Certificate> authorities =
          identity.trusted().isEmpty() ? known : identity.trusted();
      return TlsContexts.of(
          new ShownKeys(identity),
          authorities.isEmpty() ? null : TlsContexts.trusting(authorities));
    };
  }

  /**
   * Returns why TLS did not come about, in words of ours: those of the exception may show what was
   * sent.
   */
  public static String tlsFailure(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      Matcher alert = ALERT.matcher(String.valueOf(at.getMessage()));
      if (alert.find()) {
        return "it refuses TLS ("
            + alert.group(1)
            + "); it may want a client certificate, or another one";
      }
    }
    return "no trust in its TLS; see the setting trust for certificates of one's own";
  }

  private static Optional<Collection<X509Certificate>> trusted(Settings settings) {
    return settings.get(TRUST).map(file -> certificates(file, settings.path() + ".trust"));
  }

  private static Collection<X509Certificate> certificates(Path file, String setting) {
    try (InputStream pem = new BufferedInputStream(Files.newInputStream(file))) {
      List<X509Certificate> found = new ArrayList<>();
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        found.add((X509Certificate) one);
      }
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException unreadable) {
      throw problem(setting, file + " cannot be read; name a PEM file of CA certificates");
    } catch (CertificateException malformed) {
      // Said below: the parser's own words may show what it read.
    }
    throw problem(setting, file + " holds no certificate; it must be PEM, of CA certificates");
  }

  private static AuthConfigException problem(String setting, String what) {
    return new AuthConfigException(List.of(new AuthConfigException.Problem("", setting, what)));
  }
}
