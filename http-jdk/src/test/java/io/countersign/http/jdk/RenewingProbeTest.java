package io.countersign.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.spi.AuthContext;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.probe.RenewingProbe;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The renewing probe: its token calls go over this module's transport, too. */
class RenewingProbeTest {
  private static final int MANY = 64;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AuthContext context =
      TestContext.with(new JdkTransport(HttpClient.newHttpClient(), threads));

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("server")
  void httpbin_bearer_seesTheToken(Mode mode) throws Exception {
    RenewingProbe token =
        new RenewingProbe(() -> CompletableFuture.completedFuture("t-1.x_y~z+/="));

    HttpResponse<String> response =
        ProbeClient.send(
            mode,
            ProbeClient.of(token.authenticator()),
            ProbeClient.get(RealServers.httpbin().resolve("bearer")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(ConfigFactory.parseString(response.body()).getString("token"))
        .isEqualTo("t-1.x_y~z+/=");
    assertThat(ProbeClient.sends(response)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void manyRefusedAtOnce_oneRenewalServesAll(Mode mode) throws Exception {
    try (TokenServer server = new TokenServer("t2", MANY)) {
      RenewingProbe token = RenewingProbe.from(server.at("/token"), context);
      HttpClient client = ProbeClient.of(token.authenticator());
      HttpRequest request = ProbeClient.get(server.at("/api"));

      Callable<HttpResponse<String>> send = () -> ProbeClient.send(mode, client, request);
      List<Future<HttpResponse<String>>> responses =
          IntStream.range(0, MANY).mapToObj(i -> threads.submit(send)).toList();

      for (Future<HttpResponse<String>> response : responses) {
        assertThat(response.get().statusCode()).isEqualTo(200);
      }
      assertThat(server.refusals()).isEqualTo(MANY);
      assertThat(server.tokensGiven()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusedTwice_isGivenUp(Mode mode) throws Exception {
    try (TokenServer server = new TokenServer("never", 1)) {
      RenewingProbe token = RenewingProbe.from(server.at("/token"), context);

      HttpResponse<String> response =
          ProbeClient.send(
              mode, ProbeClient.of(token.authenticator()), ProbeClient.get(server.at("/api")));

      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(ProbeClient.sends(response)).isEqualTo(2);
      assertThat(server.tokensGiven()).isEqualTo(2);
    }
  }
}
