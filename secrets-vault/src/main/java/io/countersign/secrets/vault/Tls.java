package io.countersign.secrets.vault;

import io.countersign.AuthException;
import io.countersign.jwt.SigningKey;
import io.countersign.spi.FileText;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TlsIdentity;
import io.countersign.spi.TransportSettings;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom the connections trust and who they are, as the block says it, else the standard variables.
 *
 * @param context null where neither says anything
 * @param files what it was read from
 */
record Tls(
    @Nullable SSLContext context,
    Optional<String> serverName,
    boolean hasCertificate,
    List<Path> files) {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  static final Setting<Optional<Path>> CERTIFICATE =
      Setting.path("client-certificate")
          .optional()
          .describedAs("PEM file of the certificate that is shown; else VAULT_CLIENT_CERT");

  static final Setting<Optional<Path>> KEY =
      Setting.path("client-key")
          .optional()
          .describedAs("PEM file of its private key; else VAULT_CLIENT_KEY");

  static final Setting<Optional<Secret>> PASSPHRASE =
      Setting.secret("client-key-passphrase")
          .optional()
          .describedAs("What that key is encrypted with");

  static final Setting<Optional<String>> SERVER_NAME =
      Setting.plain("tls-server-name")
          .optional()
          .describedAs("Whom its certificate is for, if not the host of address");

  static final Setting<Optional<Boolean>> SKIP_VERIFY =
      Setting.flag("skip-verify")
          .optional()
          .describedAs("true: trust any certificate, for a try; else VAULT_SKIP_VERIFY");

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one of them cannot be used
   * @throws io.countersign.AuthConfigException if {@code trust} cannot
   */
  static Tls of(Settings settings, Variables variables) {
    Optional<String> name =
        settings.get(SERVER_NAME).or(() -> variables.text(Variables.SERVER_NAME));
    Optional<TrustManager> trust =
        isCareless(settings, variables)
            ? Optional.of(ServerTrust.anyone())
            : trust(settings, variables, name);
    Optional<TlsIdentity> own = own(settings, variables);
    if (own.isEmpty() && trust.isEmpty()) {
      return new Tls(null, name, false, List.of());
    }
    List<Path> files =
        Stream.of(
                certificate(settings, variables),
                key(settings, variables),
                TransportSettings.trustFile(settings),
                variables.path(Variables.AUTHORITIES))
            .flatMap(Optional::stream)
            .toList();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own.map(shown -> new KeyManager[] {shown.keyManager()}).orElse(null),
          trust.map(manager -> new TrustManager[] {manager}).orElse(null),
          null);
      return new Tls(context, name, own.isPresent(), files);
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("this JVM has no TLS", unusable);
    }
  }

  private static boolean isCareless(Settings settings, Variables variables) {
    return settings.get(SKIP_VERIFY).orElseGet(() -> variables.flag(Variables.SKIP_VERIFY));
  }

  /** Says once that whoever is in between reads everything, where that was chosen. */
  static void warn(Settings settings, Variables variables) {
    if (isCareless(settings, variables)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: skip-verify trusts any certificate: whoever is in between reads every secret",
          settings.path());
    }
  }

  private static Optional<Path> certificate(Settings settings, Variables variables) {
    return settings.get(CERTIFICATE).or(() -> variables.path(Variables.CERTIFICATE));
  }

  private static Optional<Path> key(Settings settings, Variables variables) {
    return settings.get(KEY).or(() -> variables.path(Variables.KEY));
  }

  private static Optional<TrustManager> trust(
      Settings settings, Variables variables, Optional<String> name) {
    Optional<TrustManager> said =
        TransportSettings.trustFile(settings)
            .map(file -> TransportSettings.trusting(file, settings.path() + ".trust"))
            .or(() ->
                variables
                    .path(Variables.AUTHORITIES)
                    .map(file -> TransportSettings.trusting(file, Variables.AUTHORITIES)));
    return name.isEmpty()
        ? said
        : Optional.of(
            ServerTrust.named((X509TrustManager) said.orElseGet(Tls::ofTheJvm), name.get()));
  }

  private static TrustManager ofTheJvm() {
    try {
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init((KeyStore) null);
      return managers.getTrustManagers()[0];
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("this JVM trusts nobody", unusable);
    }
  }

  private static Optional<TlsIdentity> own(Settings settings, Variables variables) {
    Optional<Path> certificate = certificate(settings, variables);
    Optional<Path> key = key(settings, variables);
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new IllegalArgumentException(
          CERTIFICATE.name() + " and " + KEY.name() + " go together: say the one that is missing");
    }
    String passphrase = settings.get(PASSPHRASE).map(Secret::reveal).orElse("");
    SigningKey own = read(key.get(), KEY, pem -> SigningKey.read(pem, passphrase));
    return Optional.of(
        read(certificate.get(), CERTIFICATE, pem -> own.withCertificates(pem).tlsIdentity()));
  }

  private static <T> T read(Path file, Setting<?> setting, Function<String, T> reading) {
    FileText content = FileText.of(file);
    if (content instanceof FileText.Read read) {
      try {
        return reading.apply(read.text());
      } catch (AuthException unusable) {
        throw new IllegalArgumentException(
            setting.name() + ": " + file + ": " + unusable.getMessage());
      }
    }
    throw new IllegalArgumentException(
        setting.name()
            + ": "
            + (content instanceof FileText.Unusable unusable
                ? unusable.of(file)
                : file + " is not there"));
  }

  /** Makes the connections of a client such. */
  void apply(HttpClient.Builder client) {
    if (context != null) {
      client.sslContext(context);
      // The JDK names the host of the address, where that is a name.
      serverName
          .filter(name -> !name.matches("[0-9.]+|.*:.*"))
          .ifPresent(name -> {
            SSLParameters parameters = context.getDefaultSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            client.sslParameters(parameters);
          });
    }
  }

  /** Returns its settings. */
  static List<Setting<?>> settings() {
    return List.of(CERTIFICATE, KEY, PASSPHRASE, SERVER_NAME, SKIP_VERIFY);
  }

  @Override
  public String toString() {
    return "Tls";
  }
}
