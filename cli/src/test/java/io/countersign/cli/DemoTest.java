package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.Desk.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir private Path folder;

  private static List<Path> leftBehind() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("countersign-demo-"))
          .toList();
    }
  }

  @Test
  void demo_anyWorkingFolder_showsEachAuthenticatorWith200() throws IOException {
    List<Path> before = leftBehind();
    Run run = new Desk(folder).file("application.conf", "this is no configuration {").run("demo");

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines().filter(line -> line.endsWith(" 200"))).hasSize(10);
    assertThat(run.out())
        .containsPattern("billing +http-basic +env BILLING_PASSWORD +GET /invoices +200")
        .containsPattern("orders +bearer +file orders\\.token +GET /orders +200")
        .containsPattern(
            "crm +oauth2-client-credentials +env CRM_CLIENT_SECRET +GET /contacts +200")
        .containsPattern(
            "crm for 4 s: (\\d+) of \\1 requests passed; its token of 2 s came anew [1-9] times")
        .containsPattern("portal +session +file portal\\.password +GET /profile +200")
        .containsPattern("jobs +jwt +file jobs\\.signing-key +GET /jobs +200")
        .containsPattern(
            "payments +oauth2-client-credentials +env CRM_CLIENT_SECRET +GET /payments +200")
        .containsPattern("maps +api-key +mounted maps\\.key +GET /tiles/7 +200");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(leftBehind()).isEqualTo(before);
  }

  @Test
  void demoApi_wrongCredential_answers401() throws Exception {
    try (DemoApi api = DemoApi.start(DemoSecrets.random())) {
      for (String path :
          List.of(
              "/invoices",
              "/orders",
              "/metrics",
              "/tiles/7",
              "/wiki/home",
              "/profile",
              "/jobs",
              "/payments",
              "/contacts")) {
        var client = java.net.http.HttpClient.newHttpClient();
        var request =
            java.net.http.HttpRequest.newBuilder(api.uri().resolve(path))
                .header("Authorization", "Bearer wrong")
                .header("Cookie", "session=wrong")
                .build();
        assertThat(
                client
                    .send(request, java.net.http.HttpResponse.BodyHandlers.discarding())
                    .statusCode())
            .as(path)
            .isEqualTo(401);
      }
    }
  }
}
