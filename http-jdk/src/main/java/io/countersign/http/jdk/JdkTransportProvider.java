package io.countersign.http.jdk;

import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the transport {@code jdk}: token and login calls over {@link java.net.http}. */
public final class JdkTransportProvider implements HttpTransportProvider {
  /** For discovery. */
  public JdkTransportProvider() {}

  static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration("connect-timeout")
          .orElse("5 s")
          .describedAs("How long a connection may take to come about");
  static final Setting<Optional<URI>> PROXY =
      Setting.uri("proxy")
          .optional()
          .describedAs("The proxy of these calls, as http://proxy:3128; else that of the JVM");
  static final Setting<Optional<Path>> TRUST =
      Setting.path("trust")
          .optional()
          .describedAs("PEM file of the CA certificates to trust, in place of the JVM's");

  @Override
  public String type() {
    return "jdk";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(CONNECT_TIMEOUT, PROXY, TRUST);
  }

  /**
   * {@inheritDoc} The file of {@code trust} is read here, so that a fault in it is found at the
   * start.
   *
   * @throws io.countersign.AuthConfigException if {@code trust} cannot be read or holds no
   *     certificate, or {@code proxy} is no {@code http://host:port}
   */
  @Override
  public HttpTransport create(Settings settings, AuthContext context) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .executor(context.executor())
            .connectTimeout(settings.get(CONNECT_TIMEOUT))
            .followRedirects(HttpClient.Redirect.NEVER);
    settings.get(PROXY).ifPresent(proxy -> client.proxy(selector(settings, proxy)));
    settings
        .get(TRUST)
        .ifPresent(file -> client.sslContext(Trust.in(file, settings.path() + ".trust")));
    return new JdkTransport(client.build(), context.executor());
  }

  private static ProxySelector selector(Settings settings, URI proxy) {
    boolean plain =
        "http".equalsIgnoreCase(proxy.getScheme())
            && proxy.getRawUserInfo() == null
            && proxy.getHost() != null;
    if (!plain) {
      throw Trust.problem(
          settings.path() + ".proxy", "is no proxy; write http://host:port, without a user");
    }
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    return ProxySelector.of(InetSocketAddress.createUnresolved(proxy.getHost(), port));
  }
}
