package io.countersign.oauth2;

import io.countersign.AuthException;
import io.countersign.jwt.Certificates;
import io.countersign.jwt.SigningKey;
import io.countersign.spi.AuthContext;
import io.countersign.spi.Live;
import io.countersign.spi.Secret;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TlsIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The client certificate of a block (RFC 8705), made anew whenever one of its texts changes. */
final class ClientTls {
  private static final Setting<Secret> CERTIFICATE =
      Setting.text("certificate")
          .describedAs("PEM of the client's certificate, then of those of its issuers");
  private static final Setting<Secret> KEY =
      Setting.secret("key").describedAs("PEM of the private key that belongs to it, or a JWK");
  private static final Setting<Optional<Secret>> PASSPHRASE =
      Setting.secret("passphrase").optional().describedAs("What the key is encrypted with");
  private static final Setting<Optional<Secret>> TRUST =
      Setting.text("trust")
          .optional()
          .describedAs("PEM of the CA certificates to trust, in place of countersign.http.trust");

  static final Setting<Optional<Settings>> TLS =
      Setting.block("tls", List.of(CERTIFICATE, KEY, PASSPHRASE, TRUST))
          .optional()
          .describedAs("The client certificate that is shown on token calls (RFC 8705)");

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  private final Live<TlsIdentity> identity;
  private @Nullable SSLContext context;

  private ClientTls(Live<TlsIdentity> identity) {
    this.identity = identity;
  }

  /**
   * Returns that of a block, if it has one.
   *
   * @throws IllegalArgumentException if it cannot be used as it is now; the message is for the
   *     report
   */
  static Optional<ClientTls> of(Settings settings, AuthContext context) {
    return settings
        .get(TLS)
        .map(tls -> {
          Live<TlsIdentity> identity = identity(tls);
          try {
            TlsIdentity now = identity.now();
            if (now != null) {
              now.check(context.clock().instant());
            }
          } catch (AuthException unusable) {
            throw new IllegalArgumentException(unusable.getMessage());
          }
          return new ClientTls(identity);
        });
  }

  private static Live<TlsIdentity> identity(Settings tls) {
    Live<String> passphrase =
        tls.get(PASSPHRASE).<Live<String>>map(text -> text).orElse(Live.of(""));
    Live<SigningKey> key =
        Live.both(
            tls.get(KEY),
            passphrase,
            (pem, word) -> said("tls.key", pem, text -> SigningKey.read(text, word)));
    Live<TlsIdentity> own =
        Live.both(
            tls.get(CERTIFICATE),
            key,
            (pem, known) ->
                said("tls.certificate", pem, text -> known.withCertificates(text).tlsIdentity()));
    return tls.get(TRUST)
        .<Live<TlsIdentity>>map(trust ->
            Live.both(
                own,
                trust.map(pem -> said("tls.trust", pem, Certificates::ofPem)),
                TlsIdentity::trusting))
        .orElse(own);
  }

  private static <T> T said(String setting, String pem, Function<String, T> reading) {
    try {
      return reading.apply(pem);
    } catch (AuthException unusable) {
      throw new AuthException(unusable.category(), setting + ": " + unusable.getMessage());
    }
  }

  /** Returns who the client is at each moment. */
  Live<TlsIdentity> identity() {
    return identity;
  }

  /**
   * Has it read again where its texts come from, so that a call shows the newest certificate; it
   * completes when that is done, or took too long, and never fails.
   */
  CompletionStage<?> readAgain(Duration atMost) {
    long nanos = Math.min(LONGEST_LOOK.toNanos(), atMost.toNanos() / 2);
    return identity
        .latest()
        .handle((now, unusable) -> true) // which the call itself says
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
  }

  /** Returns TLS for the client that calls the API. */
  synchronized SSLContext context() {
    SSLContext made = context;
    if (made == null) {
      made = TlsIdentity.context(identity);
      context = made;
    }
    return made;
  }
}
