package io.countersign.spi;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate of the moment, whatever authorities the server names: one that is
 * self-signed is named by none. When it is replaced by one that cannot be used, it stays.
 */
final class ShownKeys extends X509ExtendedKeyManager {
  private final Live<TlsIdentity> identity;

  /** A handshake asks first which, and then for its parts: it may be the one of before by then. */
  private volatile @Nullable TlsIdentity last;

  private volatile @Nullable TlsIdentity before;

  ShownKeys(Live<TlsIdentity> identity) {
    this.identity = identity;
  }

  private @Nullable TlsIdentity now() {
    TlsIdentity known = last;
    TlsIdentity now = atHand(identity);
    if (now == null || now == known) {
      return known;
    }
    before = known;
    last = now;
    return now;
  }

  /** Returns what is at hand; null if it cannot be used, which is told where it is called for. */
  static @Nullable TlsIdentity atHand(Live<TlsIdentity> identity) {
    try {
      return identity.now();
    } catch (RuntimeException unusable) {
      return null;
    }
  }

  private @Nullable String choose(String... keyTypes) {
    TlsIdentity now = now();
    return now != null && Arrays.asList(keyTypes).contains(now.key().getAlgorithm())
        ? alias(now)
        : null;
  }

  private static String alias(TlsIdentity one) {
    return "identity-" + Integer.toHexString(System.identityHashCode(one));
  }

  private @Nullable TlsIdentity of(@Nullable String alias) {
    return Stream.of(last, before)
        .filter(one -> one != null && alias(one).equals(alias))
        .findFirst()
        .orElse(null);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = choose(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    TlsIdentity one = of(alias);
    return one == null ? null : one.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    TlsIdentity one = of(alias);
    return one == null ? null : one.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String toString() {
    return "ShownKeys";
  }
}
