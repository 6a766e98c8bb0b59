package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import io.countersign.testkit.Certified;
import io.countersign.testkit.ThrowawayAuthority;
import io.countersign.testkit.adapter.Api;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCertificateTest {
  @TempDir private Path folder;

  @Test
  void request_blockWithACertificate_showsItToTheEndpointAndToTheApi() throws Exception {
    ThrowawayAuthority authority = ThrowawayAuthority.in(folder);
    Certified billing = authority.issue("billing");
    try (Api api =
        Api.mutual(
            authority.issue("localhost", "-ext", "san=dns:localhost").server(authority.trust()),
            true,
            seen ->
                seen.uri().getPath().equals("/token")
                    ? new Api.Answer(
                        200,
                        Map.of("Content-Type", "application/json"),
                        "{\"access_token\":\"t0ken\",\"expires_in\":60}")
                    : Api.Answer.of(200))) {
      Desk desk =
          new Desk(folder)
              .file("client.pem", billing.certificatePem() + billing.keyPem())
              .file("ca.pem", Certified.pem(authority.certificate()))
              .configuration(
                  "",
                  """
                  authenticators.crm {
                    type = oauth2-client-credentials
                    token-url = "@/token"
                    client-id = billing
                    client-authentication = tls_client_auth
                    tls {
                      certificate = "{{file:@@/client.pem}}"
                      key = "{{file:@@/client.pem}}"
                      trust = "{{file:@@/ca.pem}}"
                    }
                    origins = ["@"]
                  }
                  """
                      .replace("@@", folder.toString())
                      .replace("@", api.at("").toString()));
      for (String[] command :
          new String[][] {
            {"request", "crm", "GET", "/contacts"}, {"request", "-v", "crm", "GET", "/contacts"}
          }) {
        Run run = desk.run(command);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("status 200");
      }
      assertThat(api.shown).containsOnly("CN=billing").hasSize(4);
      assertThat(api.seen.get(1).header("Authorization")).isEqualTo("Bearer t0ken");
    }
  }
}
