package io.countersign.http.jetty;

import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.HttpTransportProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TlsIdentity;
import io.countersign.spi.TransportSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/** Makes the transport {@code jetty}: token and login calls over Jetty's client. */
public final class JettyTransportProvider implements HttpTransportProvider {
  /** For discovery. */
  public JettyTransportProvider() {}

  @Override
  public String type() {
    return "jetty";
  }

  @Override
  public List<Setting<?>> settings() {
    return TransportSettings.all();
  }

  @Override
  public HttpTransport create(Settings settings, AuthContext context) {
    Function<TlsIdentity, SSLContext> shown = TransportSettings.tls(settings);
    return new JettyTransport(
        client(settings, TransportSettings.trust(settings)),
        context.executor(),
        identity -> client(settings, Optional.of(shown.apply(identity))));
  }

  private static HttpClient client(Settings settings, Optional<SSLContext> context) {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    context.ifPresent(tls::setSslContext);
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(tls);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    // Daemons, all of them: a token call keeps no JVM alive.
    QueuedThreadPool threads = new QueuedThreadPool(8, 1);
    threads.setName("countersign-jetty");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setScheduler(new ScheduledExecutorScheduler("countersign-jetty-time", true));
    client.setConnectTimeout(TransportSettings.connectTimeout(settings).toMillis());
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(null);
    client.addBean(new Closing(client.getScheduler()));
    TransportSettings.proxy(settings)
        .ifPresent(proxy ->
            client
                .getProxyConfiguration()
                .addProxy(
                    new HttpProxy(
                        proxy.getHostString().toLowerCase(Locale.ROOT), proxy.getPort())));
    return client;
  }

  /**
   * Ends the call whose connection is gone, a second later.
   *
   * <p>A server may hang up as the TLS handshake ends, as it does over a client certificate it
   * misses. If that is noticed while the request is written, Jetty 12.1 closes the socket and not
   * its HTTP connection: the call would wait for its timeout. All other ends Jetty tells itself,
   * with a reason, but after the socket is closed: they have the second.
   */
  private record Closing(Scheduler time) implements Connection.Listener {
    @Override
    public void onClosed(Connection connection) {
      time.schedule(connection::close, 1, TimeUnit.SECONDS);
    }
  }
}
