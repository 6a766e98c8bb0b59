package io.countersign.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
            .replace("@SEED_GRANT@", SEED_GRANT));
    return List.of(
        "node", script.toString(), Integer.toString(port), Long.toString(life.toSeconds()));
  }
}
