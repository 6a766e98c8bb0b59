package io.countersign.spi;

import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS that begins each connection as the identity of the moment. Each identity has a context of its
 * own: a session that is resumed would go on with the certificate of before.
 */
final class LiveTls extends SSLContextSpi implements Supplier<SSLContext> {
  private final Live<TlsIdentity> identity;
  private volatile @Nullable Made last;

  private record Made(TlsIdentity of, SSLContext context) {}

  private LiveTls(Live<TlsIdentity> identity) {
    this.identity = identity;
  }

  /** Returns the context, which cannot be initialized anew. */
  static SSLContext of(Live<TlsIdentity> identity) {
    LiveTls live = new LiveTls(identity);
    SSLContext first = live.get();
    return new SSLContext(live, first.getProvider(), first.getProtocol()) {};
  }

  /**
   * Where the identity of now cannot be used, which is told where a call needs it, the last one.
   */
  @Override
  public SSLContext get() {
    Made made = last;
    TlsIdentity now;
    try {
      now = identity.now();
    } catch (RuntimeException unusable) {
      now = null;
    }
    if (now == null) {
      return made == null ? TlsContexts.of(null, null) : made.context;
    }
    if (made == null || made.of != now) {
      made =
          new Made(
              now,
              TlsContexts.of(
                  new ShownKeys(now),
                  now.trusted().isEmpty() ? null : TlsContexts.trusting(now.trusted())));
      last = made;
    }
    return made.context;
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys,
      TrustManager @Nullable [] trust,
      @Nullable SecureRandom random) {
    throw new UnsupportedOperationException("its keys are those of the configuration");
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return get().createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return get().createSSLEngine(host, port);
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new LiveSockets(this);
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return get().getServerSocketFactory();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return get().getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return get().getClientSessionContext();
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return get().getDefaultSSLParameters();
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return get().getSupportedSSLParameters();
  }
}
