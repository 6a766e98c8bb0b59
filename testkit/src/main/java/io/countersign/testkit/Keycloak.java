package io.countersign.testkit;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * Keycloak as {@link RealServers#keycloak()} starts it: a user, and one client for each way to
 * authenticate and to ask for tokens. Its access tokens live a minute.
 */
public final class Keycloak {
  /** The one user; the id of this user differs from realm to realm. */
  public static final String USER = "alice";

  /** The password of {@link #USER}. */
  public static final String PASSWORD = "pass:wo+rd %1";

  /** Has {@link #SECRET}; takes client credentials and passwords, and introspects its tokens. */
  public static final String SECRET_CLIENT = "with-secret";

  /** The secret of the clients of which nothing else is said. */
  public static final String SECRET = "nothing-to-encode-1";

  /** As {@link #SECRET_CLIENT}, for client credentials; id and secret must be form-encoded. */
  public static final String ODD_CLIENT = "odd:id/e";

  /** The secret of {@link #ODD_CLIENT}. */
  public static final String ODD_SECRET = "p+%: ~\u00e9";

  /** Signs with {@link #LONG_SECRET} ({@code client_secret_jwt}). */
  public static final String SECRET_JWT_CLIENT = "with-secret-jwt";

  /** The secret of {@link #SECRET_JWT_CLIENT}. */
  public static final String LONG_SECRET = "long-enough-for-hs256-hs384-and-hs512-".repeat(2);

  /** Signs with {@link #rsaKey()} or {@link #ecKey()} ({@code private_key_jwt}). */
  public static final String KEY_CLIENT = "with-key";

  /**
   * Shows a certificate of {@link #clientCertificate()} ({@code tls_client_auth}); its tokens are
   * bound to it.
   */
  public static final String CERTIFICATE_CLIENT = "with-certificate";

  /**
   * Shows a certificate of {@link #ownCertificates()}. Keycloak does not know {@code
   * self_signed_tls_client_auth} as such: it trusts the certificates themselves.
   */
  public static final String OWN_CERTIFICATE_CLIENT = "with-own-certificate";

  /** Has no secret; takes passwords. */
  public static final String PUBLIC_CLIENT = "without-secret";

  /** Has {@link #SECRET} and gets nothing but DPoP-bound tokens; no nonce is asked for. */
  public static final String DPOP_CLIENT = "with-dpop";

  /** Has {@link #SECRET}; takes passwords, and exchanges what it got (RFC 8693). */
  public static final String EXCHANGE_CLIENT = "exchanges-tokens";

  /** The audience that {@link #EXCHANGE_CLIENT} may ask for. */
  public static final String EXCHANGE_TARGET = "target-of-exchange";

  /** Has {@link #SECRET}; takes assertions of {@link #PARTNER} (RFC 7523, section 2.1). */
  public static final String ASSERTION_CLIENT = "with-assertion";

  /** {@code iss} of assertions that are signed with {@link #rsaKey()}. */
  public static final String PARTNER = "https://partner.example.test";

  /** {@code sub} of the assertions that are about {@link #USER}. */
  public static final String PARTNER_SUBJECT = "alice-at-partner";

  /** {@code kid} of {@link #rsaKey()}. */
  public static final String RSA_KEY_ID = "rsa-1";

  /** {@code kid} of {@link #ecKey()}. */
  public static final String EC_KEY_ID = "ec-1";

  private final KeycloakCommand command;
  private final ServerProcess process;

  private Keycloak(KeycloakCommand command, ServerProcess process) {
    this.command = command;
    this.process = process;
  }

  static Keycloak start(Path installed) {
    KeycloakCommand command = new KeycloakCommand(installed);
    String page = "realms/" + KeycloakCommand.STRICT.name();
    return new Keycloak(command, ServerProcess.start("keycloak", page, 200, command::prepare));
  }

  boolean alive() {
    return process.alive();
  }

  /** Returns the realm that takes a refresh token once; the second time ends the session. */
  public Issuer issuer() {
    return issuer(process.root(), KeycloakCommand.STRICT.name());
  }

  /** Returns {@link #issuer()} over HTTPS, with a certificate of {@link #authority()}. */
  public Issuer secureIssuer() {
    return issuer(command.secureRoot(), KeycloakCommand.STRICT.name());
  }

  /** Returns the realm that takes each refresh token twice; it has the same user and clients. */
  public Issuer forgivingIssuer() {
    return issuer(process.root(), KeycloakCommand.FORGIVING.name());
  }

  /** Returns the RSA key of {@link #KEY_CLIENT} and {@link #PARTNER}; made for this JVM. */
  public KeyPair rsaKey() {
    return command.rsaKey();
  }

  /** Returns the P-256 key of {@link #KEY_CLIENT}; made for this JVM. */
  public KeyPair ecKey() {
    return command.ecKey();
  }

  /** Makes a key and a certificate of {@link #CERTIFICATE_CLIENT}: each time others. */
  public Certified clientCertificate() {
    return certificate(CERTIFICATE_CLIENT);
  }

  /**
   * Makes a key and a certificate that is trusted, of whom you like; see {@link
   * ThrowawayAuthority#issue}.
   */
  public Certified certificate(String name, String... options) {
    return command.authority().issue(name, options);
  }

  /** Returns the self-signed certificates of {@link #OWN_CERTIFICATE_CLIENT}, two of them. */
  public List<Certified> ownCertificates() {
    return command.ownCertificates();
  }

  /** Returns the certificate to trust for {@link #secureIssuer()}. */
  public X509Certificate authority() {
    return command.authority().certificate();
  }

  /**
   * Ends what {@link #USER} has in the realm of {@link #issuer()}: access tokens so far are refused
   * at the userinfo page, refresh tokens so far everywhere.
   */
  public void endSessions() {
    KeycloakCommand.Realm realm = KeycloakCommand.STRICT;
    String logout = "admin/realms/" + realm.name() + "/users/" + realm.userId() + "/logout";
    sent(admin(logout).POST(BodyPublishers.noBody()));
  }

  /** Gives a client of the realm of {@link #issuer()} another secret; the old one ends at once. */
  public void changeSecret(String client, String secret) {
    String clients = "admin/realms/" + KeycloakCommand.STRICT.name() + "/clients";
    String found = sent(admin(clients + "?clientId=" + client).GET()).response().body();
    String id =
        ConfigFactory.parseString("all = " + found).getConfigList("all").get(0).getString("id");
    sent(
        admin(clients + "/" + id)
            .header("Content-Type", "application/json")
            .PUT(
                BodyPublishers.ofString(
                    ConfigValueFactory.fromMap(Map.of("clientId", client, "secret", secret))
                        .render(ConfigRenderOptions.concise()))));
  }

  private HttpRequest.Builder admin(String page) {
    String token =
        sent(Asked.form(
                issuer(process.root(), "master").token(),
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                KeycloakCommand.ADMIN,
                "password",
                KeycloakCommand.ADMIN_PASSWORD))
            .accessToken();
    return HttpRequest.newBuilder(process.root().resolve(page))
        .header("Authorization", "Bearer " + token);
  }

  private static Asked sent(HttpRequest.Builder request) {
    try {
      Asked asked = Asked.by(request);
      if (asked.status() >= 300) {
        throw new IllegalStateException("Keycloak answers " + asked.response());
      }
      return asked;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Keycloak was asked", ended);
    }
  }

  private static Issuer issuer(URI root, String realm) {
    URI pages = root.resolve("realms/" + realm + "/protocol/openid-connect/");
    return new Issuer(
        root.resolve("realms/" + realm),
        pages.resolve("token"),
        pages.resolve("revoke"),
        pages.resolve("token/introspect"),
        pages.resolve("userinfo"),
        pages.resolve("certs"));
  }
}
