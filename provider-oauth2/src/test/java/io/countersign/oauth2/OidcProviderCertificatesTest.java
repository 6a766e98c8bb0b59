package io.countersign.oauth2;

import static io.countersign.oauth2.Application.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.testkit.Certified;
import io.countersign.testkit.OidcProvider;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that oidc-provider knows by its self-signed certificates (RFC 8705 §2.2), at an endpoint
 * that its metadata name for that (§5).
 */
@Tag("server")
@Timeout(120)
class OidcProviderCertificatesTest {
  private static OidcProvider server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server = RealServers.oidcProvider();
  }

  private void write(Certified certified) throws IOException {
    Files.writeString(
        folder.resolve("client.pem"), certified.certificatePem() + certified.keyPem("word"));
  }

  private Application application(Way way) throws IOException {
    Files.writeString(folder.resolve("ca.pem"), Certified.pem(server.authority()));
    String both = quoted("{{file:" + folder.resolve("client.pem") + "}}");
    return new Application(
        way,
        server.issuer().userinfo(),
        "type = oauth2-client-credentials, lifetime-at-most = 0 s, issuer = "
            + quoted(server.issuer().uri())
            + ", client-id = "
            + OidcProvider.CERTIFICATE_CLIENT
            + ", client-authentication = self_signed_tls_client_auth, tls { certificate = "
            + both
            + ", key = "
            + both
            + ", passphrase = word, trust = "
            + quoted("{{file:" + folder.resolve("ca.pem") + "}}")
            + " }",
        "secrets.file.permissions = ignore");
  }

  @ParameterizedTest
  @EnumSource
  void certificate_registered_getsATokenAndIsReplaced(Way way) throws Exception {
    write(server.ownCertificates().get(0));
    try (Application application = application(way)) {
      assertThat(application.token()).isNotEmpty();
      write(server.ownCertificates().get(1));
      assertThat(application.token()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificate_notRegistered_isRefusedUntilItIsReplaced(Way way) throws Exception {
    write(ThrowawayAuthority.in(folder).selfSigned(OidcProvider.CERTIFICATE_CLIENT));
    try (Application application = application(way)) {
      AuthException failure = catchThrowableOfType(AuthException.class, application::get);
      assertThat(failure.category()).isEqualTo(Category.REFUSED);
      assertThat(failure)
          .hasMessageContaining(" answered 401: invalid_client")
          .hasMessageStartingWith("crm: https://127.0.0.1:");
    }
    write(server.ownCertificates().get(0));
    try (Application application = application(way)) {
      assertThat(application.token()).isNotEmpty();
    }
  }
}
