package io.countersign.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Challenge;
import io.countersign.spi.Secret;
import io.countersign.spi.Send;
import io.countersign.testkit.HttpdCommand;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.probe.ChallengeProbe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The challenge probe over servers that other people wrote. */
@Tag("server")
class ChallengeProbeTest {

  @ParameterizedTest
  @CsvSource({"BLOCKING, MD5", "ASYNCHRONOUS, MD5", "BLOCKING, SHA-256", "ASYNCHRONOUS, SHA-256"})
  void httpbin_rightPassword_isChallengedOnceOnly(Mode mode, String algorithm) throws Exception {
    URI page = RealServers.httpbin().resolve("digest-auth/auth/user/passwd/" + algorithm);
    HttpClient client = ProbeClient.of(probe("user", "passwd"));

    HttpResponse<String> first = ProbeClient.send(mode, client, ProbeClient.get(page));
    HttpResponse<String> second = ProbeClient.send(mode, client, ProbeClient.get(page));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(ConfigFactory.parseString(first.body()).getBoolean("authenticated")).isTrue();
    assertThat(ProbeClient.sends(first)).isEqualTo(2);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(ProbeClient.sends(second)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"BLOCKING, MD5", "ASYNCHRONOUS, MD5", "BLOCKING, SHA-256", "ASYNCHRONOUS, SHA-256"})
  void httpbin_wrongPassword_isNotTriedTwice(Mode mode, String algorithm) throws Exception {
    URI page = RealServers.httpbin().resolve("digest-auth/auth/user/passwd/" + algorithm);
    HttpClient client = ProbeClient.of(probe("user", "wrong"));

    HttpResponse<String> response = ProbeClient.send(mode, client, ProbeClient.get(page));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(ProbeClient.sends(response)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void httpd_nextNonce_isUsedByTheNextRequest(Mode mode) throws Exception {
    URI page = RealServers.httpd().resolve("digest/");
    ChallengeProbe probe = probe(HttpdCommand.USER, HttpdCommand.PASSWORD);
    HttpClient client = ProbeClient.of(probe);

    for (int request = 0; request < 3; request++) {
      HttpResponse<String> response = ProbeClient.send(mode, client, ProbeClient.get(page));

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(ProbeClient.sends(response)).isEqualTo(request == 0 ? 2 : 1);
    }
    String offered = nextNonceOf(ProbeClient.send(mode, client, ProbeClient.get(page)));
    Challenge next = Challenge.parse(List.of(headerFor(probe, page))).get(0);
    assertThat(next.parameter("nonce")).contains(offered);
    assertThat(next.parameter("nc")).contains("00000001");
  }

  @ParameterizedTest
  @EnumSource
  void httpd_wrongPassword_isNotTriedTwice(Mode mode) throws Exception {
    URI page = RealServers.httpd().resolve("digest/");
    HttpClient client = ProbeClient.of(probe(HttpdCommand.USER, "wrong"));

    HttpResponse<String> response = ProbeClient.send(mode, client, ProbeClient.get(page));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(ProbeClient.sends(response)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void httpd_nonceHasGoneStale_isRetriedWithTheNewOne(Mode mode) throws Exception {
    URI page = RealServers.httpd().resolve("digest-short/");
    ChallengeProbe probe = probe(HttpdCommand.USER, HttpdCommand.PASSWORD);
    HttpClient client = ProbeClient.of(probe);
    assertThat(ProbeClient.send(mode, client, ProbeClient.get(page)).statusCode()).isEqualTo(200);

    waitUntilStale(page, headerFor(probe, page));
    HttpResponse<String> response = ProbeClient.send(mode, client, ProbeClient.get(page));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(ProbeClient.sends(response)).isEqualTo(2);
  }

  /** Asks with the nonce in hand, behind the probe's back, until the server calls it stale. */
  private static void waitUntilStale(URI page, String authorization) throws Exception {
    HttpClient bare = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(page).header("Authorization", authorization).build();
    long start = System.nanoTime();
    HttpResponse<Void> response = bare.send(request, BodyHandlers.discarding());
    while (response.statusCode() == 200
        && System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
      response = bare.send(request, BodyHandlers.discarding());
    }
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).contains("stale=true");
  }

  private static ChallengeProbe probe(String user, String password) {
    return new ChallengeProbe(user, Secret.of(password), TestContext.create());
  }

  private static String headerFor(ChallengeProbe probe, URI page) {
    Send send = (Send) probe.authenticate(AuthRequest.of("GET", page, Map.of(), Body.none()));
    return send.credentials().placements().get(0).value();
  }

  private static String nextNonceOf(HttpResponse<?> response) {
    String info = response.headers().firstValue("Authentication-Info").orElseThrow();
    return Challenge.parse(List.of("Info " + info)).get(0).parameter("nextnonce").orElseThrow();
  }
}
