package io.countersign.http.jdk;

import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TransportSettings;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.List;

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
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .executor(context.executor())
            .connectTimeout(TransportSettings.connectTimeout(settings))
            .followRedirects(HttpClient.Redirect.NEVER);
    TransportSettings.proxy(settings).ifPresent(proxy -> client.proxy(ProxySelector.of(proxy)));
    TransportSettings.trust(settings).ifPresent(client::sslContext);
    return new JdkTransport(client.build(), context.executor());
  }
}
