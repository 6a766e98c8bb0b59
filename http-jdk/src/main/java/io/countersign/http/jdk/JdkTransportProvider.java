package io.countersign.http.jdk;

import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TlsIdentity;
import io.countersign.spi.TransportSettings;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** Makes the transport {@code jdk}: token and login calls over {@link java.net.http}. */
public final class JdkTransportProvider implements HttpTransportProvider {
  /** For discovery. */
  public JdkTransportProvider() {}

  @Override
  public String type() {
    return "jdk";
  }

  @Override
  public List<Setting<?>> settings() {
    return TransportSettings.all();
  }

  @Override
  public HttpTransport create(Settings settings, AuthContext context) {
    Optional<ProxySelector> proxy = TransportSettings.proxy(settings).map(ProxySelector::of);
    Function<Optional<SSLContext>, HttpClient> client =
        tls -> {
          HttpClient.Builder builder =
              HttpClient.newBuilder()
                  .executor(context.executor())
                  .connectTimeout(TransportSettings.connectTimeout(settings))
                  .followRedirects(HttpClient.Redirect.NEVER);
          proxy.ifPresent(builder::proxy);
          tls.ifPresent(builder::sslContext);
          return builder.build();
        };
    Function<TlsIdentity, SSLContext> shown = TransportSettings.tls(settings);
    return new JdkTransport(
        client.apply(TransportSettings.trust(settings)),
        context.executor(),
        identity -> client.apply(Optional.of(shown.apply(identity))));
  }
}
