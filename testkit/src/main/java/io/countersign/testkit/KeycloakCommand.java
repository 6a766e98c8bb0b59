package io.countersign.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How Keycloak is set up and run: built before, and for each start with a home of its own, where
 * all that it writes goes.
 */
final class KeycloakCommand {
  /** May do everything. */
  static final String ADMIN = "admin";

  /** The password of {@link #ADMIN}. */
  static final String ADMIN_PASSWORD = UUID.randomUUID().toString();

  /** Takes a refresh token once. */
  static final Realm STRICT = new Realm("countersign", 0, UUID.randomUUID());

  /** Takes a refresh token twice. */
  static final Realm FORGIVING = new Realm("forgiving", 1, UUID.randomUUID());

  private static final List<String> LINKED = List.of("conf", "lib", "providers", "themes");

  private final Path installed;
  private final KeyPair rsaKey = Keys.rsa();
  private final KeyPair ecKey = Keys.ec();
  private @Nullable ThrowawayAuthority authority;
  private List<Certified> ownCertificates = List.of();
  private int securePort;

  /** Runs what is in this folder. */
  KeycloakCommand(Path installed) {
    this.installed = installed;
  }

  /** One of the realms; they differ in nothing else. */
  record Realm(String name, int reuses, UUID userId) {}

  KeyPair rsaKey() {
    return rsaKey;
  }

  KeyPair ecKey() {
    return ecKey;
  }

  /** Returns who vouches for the server and its clients. */
  ThrowawayAuthority authority() {
    return Objects.requireNonNull(authority);
  }

  List<Certified> ownCertificates() {
    return ownCertificates;
  }

  /** Returns where the last one that was prepared speaks HTTPS. */
  URI secureRoot() {
    return URI.create("https://127.0.0.1:" + securePort + "/");
  }

  List<String> prepare(Path folder, int port) throws IOException {
    securePort = ServerProcess.freePort();
    ThrowawayAuthority vouching = ThrowawayAuthority.in(folder);
    authority = vouching;
    ownCertificates =
        List.of(
            vouching.selfSigned(Keycloak.OWN_CERTIFICATE_CLIENT),
            vouching.selfSigned(Keycloak.OWN_CERTIFICATE_CLIENT));
    List<X509Certificate> trusted = new ArrayList<>(List.of(vouching.certificate()));
    ownCertificates.forEach(own -> trusted.addAll(own.chain()));
    Path server =
        Stores.key(
            folder.resolve("server.p12"),
            vouching.issue("server", "-ext", "san=ip:127.0.0.1,dns:localhost"));
    Path trust = Stores.trust(folder.resolve("trust.p12"), trusted);
    Path home = folder.resolve("home");
    Path imports = Files.createDirectories(home.resolve("data/import"));
    for (String name : LINKED) {
      Files.createSymbolicLink(home.resolve(name), installed.resolve(name));
    }
    for (Realm realm : List.of(STRICT, FORGIVING)) {
      Files.writeString(imports.resolve(realm.name() + "-realm.json"), json(realm));
    }
    return List.of(
        "/usr/bin/env",
        "-i",
        "PATH=/usr/bin:/bin",
        "JAVA_HOME=" + System.getProperty("java.home"),
        "JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1",
        "KC_BOOTSTRAP_ADMIN_USERNAME=" + ADMIN,
        "KC_BOOTSTRAP_ADMIN_PASSWORD=" + ADMIN_PASSWORD,
        installed.resolve("bin/kc.sh").toString(),
        "start",
        "--optimized",
        "-Dkc.home.dir=" + home,
        "--import-realm",
        "--cache=local",
        "--hostname-strict=false",
        "--http-enabled=true",
        "--http-host=127.0.0.1",
        "--http-port=" + port,
        "--https-port=" + securePort,
        "--https-key-store-file=" + server,
        "--https-key-store-password=" + Stores.PASSWORD,
        "--https-trust-store-file=" + trust,
        "--https-trust-store-password=" + Stores.PASSWORD);
  }

  private String json(Realm realm) throws IOException {
    return ServerFiles.text("keycloak-realm.json")
        .replace("@REALM@", realm.name())
        .replace("@REUSES@", Integer.toString(realm.reuses()))
        .replace("@USER_ID@", realm.userId().toString())
        .replace("@USER@", Keycloak.USER)
        .replace("@PASSWORD@", Keycloak.PASSWORD)
        .replace("@PARTNER@", Keycloak.PARTNER)
        .replace("@PARTNER_SUBJECT@", Keycloak.PARTNER_SUBJECT)
        .replace("@RSA_PUBLIC_KEY@", spki(rsaKey))
        .replace("@RSA_KEY_ID@", Keycloak.RSA_KEY_ID)
        .replace("@SECRET_CLIENT@", Keycloak.SECRET_CLIENT)
        .replace("@SECRET@", Keycloak.SECRET)
        .replace("@ODD_CLIENT@", Keycloak.ODD_CLIENT)
        .replace("@ODD_SECRET@", Keycloak.ODD_SECRET)
        .replace("@SECRET_JWT_CLIENT@", Keycloak.SECRET_JWT_CLIENT)
        .replace("@LONG_SECRET@", Keycloak.LONG_SECRET)
        .replace("@KEY_CLIENT@", Keycloak.KEY_CLIENT)
        .replace("@JWKS@", jwks().replace("\"", "\\\""))
        .replace("@CERTIFICATE_CLIENT@", Keycloak.CERTIFICATE_CLIENT)
        .replace("@OWN_CERTIFICATE_CLIENT@", Keycloak.OWN_CERTIFICATE_CLIENT)
        .replace("@PUBLIC_CLIENT@", Keycloak.PUBLIC_CLIENT)
        .replace("@DPOP_CLIENT@", Keycloak.DPOP_CLIENT)
        .replace("@EXCHANGE_CLIENT@", Keycloak.EXCHANGE_CLIENT)
        .replace("@EXCHANGE_TARGET@", Keycloak.EXCHANGE_TARGET)
        .replace("@ASSERTION_CLIENT@", Keycloak.ASSERTION_CLIENT);
  }

  private String jwks() {
    return "{\"keys\":["
        + Jwk.rsa((RSAPublicKey) rsaKey.getPublic(), Keycloak.RSA_KEY_ID)
        + ","
        + Jwk.ec((ECPublicKey) ecKey.getPublic(), Keycloak.EC_KEY_ID)
        + "]}";
  }

  private static String spki(KeyPair pair) {
    return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
  }
}
