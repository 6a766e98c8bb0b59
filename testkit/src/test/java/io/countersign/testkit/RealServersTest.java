package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class RealServersTest {

  @Test
  void httpbin_askedTwice_isTheSameAndAnswers() throws IOException {
    URI root = RealServers.httpbin();

    assertThat(RealServers.httpbin()).isEqualTo(root);
    assertThat(statusOf(root.resolve("basic-auth/u/p"), "u:p")).isEqualTo(200);
    assertThat(statusOf(root.resolve("basic-auth/u/p"), "u:q")).isEqualTo(401);
  }

  @Test
  void httpd_basic_knowsItsUser() throws IOException {
    URI page = RealServers.httpd().resolve("basic/");

    assertThat(statusOf(page, RealServers.USER + ":" + RealServers.PASSWORD)).isEqualTo(200);
    assertThat(statusOf(page, RealServers.USER + ":wrong")).isEqualTo(401);
  }

  @Test
  void httpd_digest_challenges() throws IOException {
    HttpURLConnection connection = open(RealServers.httpd().resolve("digest/"));

    assertThat(connection.getResponseCode()).isEqualTo(401);
    assertThat(connection.getHeaderField("WWW-Authenticate")).startsWith("Digest ");
  }

  private static int statusOf(URI page, String userAndPassword) throws IOException {
    HttpURLConnection connection = open(page);
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    connection.setRequestProperty(
        "Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    return connection.getResponseCode();
  }

  private static HttpURLConnection open(URI page) throws IOException {
    return (HttpURLConnection) page.toURL().openConnection();
  }
}
