package io.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How three products begin and refuse a session, and two of them end it. */
@Tag("server")
class SessionServersTest {
  private static final String SESSION_ID = "X-Transmission-Session-Id";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void keystone_login_opensWhatIsClosedAndSaysUntilWhen() throws Exception {
    HttpResponse<String> login = keystoneLogin(RealServers.PASSWORD);

    assertThat(login.statusCode()).isEqualTo(201);
    Config token = ConfigFactory.parseString(login.body()).getConfig("token");
    assertThat(Instant.parse(token.getString("expires_at")))
        .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
    assertThat(keystoneUsers(subjectToken(login)).statusCode()).isEqualTo(200);
  }

  @Test
  void keystone_wrongPassword_isRefused() throws Exception {
    HttpResponse<String> refused = keystoneLogin("wrong");

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("X-Subject-Token")).isEmpty();
  }

  @Test
  void keystone_revokedToken_isRefusedAndNoOther() throws Exception {
    String revoked = subjectToken(keystoneLogin(RealServers.PASSWORD));
    String other = subjectToken(keystoneLogin(RealServers.PASSWORD));

    HttpRequest.Builder revocation =
        HttpRequest.newBuilder(keystoneTokens())
            .header("X-Auth-Token", revoked)
            .header("X-Subject-Token", revoked)
            .DELETE();
    assertThat(send(revocation).statusCode()).isEqualTo(204);

    HttpResponse<String> refused = keystoneUsers(revoked);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Keystone uri=");
    assertThat(keystoneUsers(other).statusCode()).isEqualTo(200);
  }

  @Test
  void qbittorrent_login_setsTheCookieThatOpens() throws Exception {
    HttpResponse<String> login = qbittorrentLogin(RealServers.PASSWORD);

    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(login.body()).isEqualTo("Ok.");
    HttpResponse<String> version = qbittorrentVersion(cookie(login));
    assertThat(version.statusCode()).isEqualTo(200);
    assertThat(version.body()).startsWith("v");
  }

  @Test
  void qbittorrent_wrongPasswords_failWith200AndBanNobody() throws Exception {
    for (int attempt = 0; attempt < 10; attempt++) {
      HttpResponse<String> refused = qbittorrentLogin("wrong");

      assertThat(refused.statusCode()).isEqualTo(200);
      assertThat(refused.body()).isEqualTo("Fails.");
      assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
    }
    assertThat(qbittorrentLogin(RealServers.PASSWORD).body()).isEqualTo("Ok.");
  }

  @Test
  void qbittorrent_noSessionOrLoggedOut_isForbidden() throws Exception {
    assertThat(qbittorrentVersion("SID=none").statusCode()).isEqualTo(403);
    String cookie = cookie(qbittorrentLogin(RealServers.PASSWORD));
    assertThat(qbittorrentVersion(cookie).statusCode()).isEqualTo(200);

    HttpRequest.Builder logout =
        qbittorrent("auth/logout").header("Cookie", cookie).POST(BodyPublishers.noBody());
    assertThat(send(logout).statusCode()).isEqualTo(200);

    assertThat(qbittorrentVersion(cookie).statusCode()).isEqualTo(403);
  }

  @Test
  void transmission_sessionIdOfTheRefusal_opens() throws Exception {
    HttpResponse<String> refused = transmission(RealServers.PASSWORD, "");

    assertThat(refused.statusCode()).isEqualTo(409);
    String id = refused.headers().firstValue(SESSION_ID).orElseThrow();
    HttpResponse<String> opened = transmission(RealServers.PASSWORD, id);
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(ConfigFactory.parseString(opened.body()).getString("result")).isEqualTo("success");
  }

  @Test
  void transmission_sessionIdOfAnother_isAnsweredWithTheValidOne() throws Exception {
    String id =
        transmission(RealServers.PASSWORD, "").headers().firstValue(SESSION_ID).orElseThrow();

    HttpResponse<String> refused = transmission(RealServers.PASSWORD, "x" + id.substring(1) + "x");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.headers().firstValue(SESSION_ID)).contains(id);
  }

  @Test
  void transmission_wrongPassword_isRefusedAheadOfTheSession() throws Exception {
    HttpResponse<String> refused = transmission("wrong", "");

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic ");
    assertThat(refused.headers().firstValue(SESSION_ID)).isEmpty();
  }

  private HttpResponse<String> keystoneLogin(String password) throws Exception {
    String body =
        """
        {"auth": {
          "identity": {"methods": ["password"], "password": {
            "user": {"name": %s, "domain": {"id": "default"}, "password": %s}}},
          "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}
        """
            .formatted(ConfigUtil.quoteString(RealServers.USER), ConfigUtil.quoteString(password));
    return send(
        HttpRequest.newBuilder(keystoneTokens())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> keystoneUsers(String token) throws Exception {
    URI users = RealServers.keystone().resolve("v3/users");
    return send(HttpRequest.newBuilder(users).header("X-Auth-Token", token));
  }

  private static URI keystoneTokens() {
    return RealServers.keystone().resolve("v3/auth/tokens");
  }

  private static String subjectToken(HttpResponse<String> login) {
    return login.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  private HttpResponse<String> qbittorrentLogin(String password) throws Exception {
    String form =
        "username=" + RealServers.USER + "&password=" + URLEncoder.encode(password, UTF_8);
    return send(
        qbittorrent("auth/login")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private HttpResponse<String> qbittorrentVersion(String cookie) throws Exception {
    return send(qbittorrent("app/version").header("Cookie", cookie));
  }

  private static HttpRequest.Builder qbittorrent(String method) {
    return HttpRequest.newBuilder(RealServers.qbittorrent().resolve("api/v2/" + method));
  }

  private static String cookie(HttpResponse<String> login) {
    String field = login.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(field).startsWith("SID=").contains("; HttpOnly");
    return field.substring(0, field.indexOf(';'));
  }

  private HttpResponse<String> transmission(String password, String sessionId) throws Exception {
    byte[] bytes = (RealServers.USER + ":" + password).getBytes(UTF_8);
    return send(
        HttpRequest.newBuilder(RealServers.transmission().resolve("transmission/rpc"))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes))
            .header(SESSION_ID, sessionId)
            .POST(BodyPublishers.ofString("{\"method\": \"session-stats\"}")));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
  }
}
