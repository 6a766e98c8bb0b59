package io.countersign.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * oidc-provider as {@link RealServers#oidcProvider()} starts it: clients for client credentials and
 * refresh tokens. It takes id and secret from a Basic header only if they are form-encoded, a
 * refresh token once (the second time ends all that came of it), and a DPoP proof only with a nonce
 * of its own.
 */
public final class OidcProvider {
  /** Whom {@link #SEED_GRANT} gives tokens of. */
  public static final String USER = "alice";

  /** Has {@link #SECRET}. */
  public static final String SECRET_CLIENT = "with-secret";

  /** The secret of the clients of which nothing else is said. */
  public static final String SECRET = "nothing-to-encode-1";

  /** As {@link #SECRET_CLIENT}; id and secret must be form-encoded. */
  public static final String ODD_CLIENT = "odd:id/e";

  /** The secret of {@link #ODD_CLIENT}. */
  public static final String ODD_SECRET = "p+%: ~";

  /** Has {@link #SECRET} and gets nothing but DPoP-bound access tokens. */
  public static final String DPOP_CLIENT = "with-dpop";

  /** As {@link #DPOP_CLIENT}, without a secret: its refresh tokens are bound to a key too. */
  public static final String PUBLIC_DPOP_CLIENT = "with-dpop-alone";

  /**
   * Is known by the certificates of {@link #ownCertificates()} ({@code
   * self_signed_tls_client_auth}), at an endpoint that the metadata name as alias.
   */
  public static final String CERTIFICATE_CLIENT = "with-certificate";

  /**
   * The {@code grant_type} that gives each client a first refresh token, and nothing else; bound to
   * the key of the thumbprint {@code jkt}, if that is among the parameters.
   */
  public static final String SEED_GRANT = "urn:example:seed";

  private final ServerProcess process;

  private OidcProvider(ServerProcess process) {
    this.process = process;
  }

  static OidcProvider start(Path installed, Duration life) {
    return new OidcProvider(
        ServerProcess.start(
            "oidc-provider",
            ".well-known/openid-configuration",
            200,
            (folder, port) -> prepare(installed, life, folder, port)));
  }

  boolean alive() {
    return process.alive();
  }

  /** Returns the self-signed certificates of {@link #CERTIFICATE_CLIENT}, two of them. */
  public List<Certified> ownCertificates() {
    return Certificates.ofThisJvm().own;
  }

  /** Returns the certificate to trust where client certificates are shown. */
  public X509Certificate authority() {
    return Certificates.ofThisJvm().authority;
  }

  /** Of all that are started here: to make keys takes seconds. */
  private static final class Certificates {
    private static @Nullable Certificates made;

    final X509Certificate authority;
    final Certified server;
    final List<Certified> own;

    private Certificates(ThrowawayAuthority by) {
      authority = by.certificate();
      server = by.issue("server", "-ext", "san=ip:127.0.0.1");
      own = List.of(by.selfSigned(CERTIFICATE_CLIENT), by.selfSigned(CERTIFICATE_CLIENT));
    }

    static synchronized Certificates ofThisJvm() {
      return Objects.requireNonNull(made, "oidc-provider was not started");
    }

    static synchronized Certificates in(Path folder) {
      Certificates before = made;
      if (before == null) {
        before = new Certificates(ThrowawayAuthority.in(folder));
        made = before;
      }
      return before;
    }

    /** Returns the keys of the client, each with its certificate. */
    String jwks() {
      return own.stream()
          .map(one ->
              Jwk.certified((ECPublicKey) one.chain().get(0).getPublicKey(), one.chain().get(0)))
          .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }
  }

  /** Returns where it answers. */
  public Issuer issuer() {
    URI root = process.root();
    return new Issuer(
        URI.create("http://" + root.getAuthority()),
        root.resolve("token"),
        root.resolve("token/revocation"),
        root.resolve("token/introspection"),
        root.resolve("me"),
        root.resolve("jwks"));
  }

  private static List<String> prepare(Path installed, Duration life, Path folder, int port)
      throws IOException {
    Files.createSymbolicLink(folder.resolve("node_modules"), installed.resolve("node_modules"));
    Certificates certificates = Certificates.in(folder);
    Files.writeString(folder.resolve("server.pem"), certificates.server.certificatePem());
    Files.writeString(folder.resolve("server.key"), certificates.server.keyPem());
    Files.writeString(folder.resolve("certificates.json"), certificates.jwks());
    Path script = folder.resolve("oidc-provider.mjs");
    Files.writeString(
        script,
        ServerFiles.text("oidc-provider.mjs")
            .replace("@USER@", USER)
            .replace("@SECRET_CLIENT@", SECRET_CLIENT)
            .replace("@SECRET@", SECRET)
            .replace("@ODD_CLIENT@", ODD_CLIENT)
            .replace("@ODD_SECRET@", ODD_SECRET)
            .replace("@DPOP_CLIENT@", DPOP_CLIENT)
            .replace("@PUBLIC_DPOP_CLIENT@", PUBLIC_DPOP_CLIENT)
            .replace("@CERTIFICATE_CLIENT@", CERTIFICATE_CLIENT)
            .replace("@SEED_GRANT@", SEED_GRANT));
    return List.of(
        "node",
        script.toString(),
        Integer.toString(port),
        Long.toString(life.toSeconds()),
        Integer.toString(ServerProcess.freePort()));
  }
}
