package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Certified;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that Keycloak knows by their certificate, as an application has them. */
@Tag("server")
@Timeout(180)
class KeycloakCertificatesTest {
  /** Nothing of a token is left for the next request: each has another. */
  private static final String RENEWED_EACH_TIME = "\nlifetime-at-most = 0 s";

  private static Keycloak keycloak;
  private static Issuer issuer;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    keycloak = RealServers.keycloak();
    issuer = keycloak.secureIssuer();
  }

  @BeforeEach
  void trust() throws IOException {
    Files.writeString(folder.resolve("ca.pem"), Certified.pem(keycloak.authority()));
  }

  private void write(Certified certified) throws IOException {
    Files.writeString(folder.resolve("tls.crt"), certified.certificatePem());
    Path key = folder.resolve("tls.key");
    if (!Files.exists(key)) {
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(key, certified.keyPem());
  }

  private String file(String name) {
    return quoted("{{file:" + folder.resolve(name) + "}}");
  }

  private String block(String client, String more) {
    return "type = oauth2-client-credentials, scope = [openid], client-id = "
        + client
        + ", client-authentication = tls_client_auth, tls { certificate = "
        + file("tls.crt")
        + ", key = "
        + file("tls.key")
        + ", trust = "
        + file("ca.pem")
        + " }\n"
        + more;
  }

  private static String tokenUrl() {
    return "token-url = " + quoted(issuer.token());
  }

  private static String claims(String token) {
    return new String(
        Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]), StandardCharsets.UTF_8);
  }

  private static String thumbprint(Certified certified) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(certified.chain().get(0).getEncoded());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  static Stream<Arguments> servers() {
    return Stream.of(tokenUrl(), "issuer = " + quoted(issuer.uri()))
        .flatMap(server -> Stream.of(Way.values()).map(way -> Arguments.of(way, server)));
  }

  /** Keycloak takes the token from nobody but who shows the same certificate (RFC 8705 §3). */
  @ParameterizedTest
  @MethodSource("servers")
  void certificate_onBothLegs_bindsTheTokenToIt(Way way, String server) throws Exception {
    Certified certified = keycloak.clientCertificate();
    write(certified);
    String block = block(Keycloak.CERTIFICATE_CLIENT, server);
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      assertThat(claims(application.token())).contains(thumbprint(certified));
    }
    URI elsewhere = keycloak.issuer().userinfo();
    try (Application without = new Application(way, elsewhere, block)) {
      assertThat(without.get()).as("without a certificate").isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificate_replacedInItsFiles_isShownByTheNextTokenCall(Way way) throws Exception {
    Certified first = keycloak.clientCertificate();
    write(first);
    String block = block(Keycloak.CERTIFICATE_CLIENT, tokenUrl() + RENEWED_EACH_TIME);
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      assertThat(claims(application.token())).contains(thumbprint(first));
      Certified second = keycloak.certificate(Keycloak.CERTIFICATE_CLIENT, "-keyalg", "RSA");
      write(second);

      assertThat(claims(application.token())).contains(thumbprint(second));
      assertThat(application.getAnew()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificate_selfSigned_isShownAndReplaced(Way way) throws Exception {
    write(keycloak.ownCertificates().get(0));
    String block =
        block(Keycloak.OWN_CERTIFICATE_CLIENT, tokenUrl() + RENEWED_EACH_TIME)
            .replace("tls_client_auth", "self_signed_tls_client_auth");
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
      write(keycloak.ownCertificates().get(1));

      assertThat(application.get()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificate_ofSomebodyElse_isRefusedAndTheRightOneHelps(Way way) throws Exception {
    write(keycloak.certificate("somebody-else"));
    String block = block(Keycloak.CERTIFICATE_CLIENT, tokenUrl());
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);
      assertThat(failure.category()).isEqualTo(Category.REFUSED);
      assertThat(failure).hasMessageStartingWith("crm: " + issuer.token() + " answered 401: ");
    }
    write(keycloak.clientCertificate());
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      assertThat(application.get()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificate_thatNobodyTrusts_failsInTheHandshakeAndSaysSo(Way way) throws Exception {
    write(ThrowawayAuthority.in(folder).issue(Keycloak.CERTIFICATE_CLIENT));
    String block = block(Keycloak.CERTIFICATE_CLIENT, tokenUrl());
    try (Application application = new Application(way, issuer.userinfo(), block)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);

      assertThat(failure.category()).isEqualTo(Category.TRANSIENT);
      assertThat(failure)
          .hasMessageContaining("it refuses TLS (")
          .hasMessageContaining("another one");
    }
  }
}
