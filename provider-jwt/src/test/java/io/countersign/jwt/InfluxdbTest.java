package io.countersign.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthEvents;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.SecretCanary;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A product that takes tokens which its callers sign. */
@Tag("server")
class InfluxdbTest {
  private final SecretCanary canary = new SecretCanary();
  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  private final MapSecrets secrets =
      new MapSecrets()
          .put("metrics.signing-key", canary.watch("secret", RealServers.SHARED_SECRET));
  private final List<AuthEvents.Kind> events = new CopyOnWriteArrayList<>();

  enum Mode {
    BLOCKING,
    ASYNCHRONOUS
  }

  private Countersign countersign(String more) {
    return Countersign.builder()
        .resolver(secrets)
        .events(event -> events.add(event.kind()))
        .of(
            ConfigFactory.parseString(
                    "countersign { secrets.priority = [map], authenticators.metrics { type = jwt\n"
                        + "algorithm = HS256, claims.username = "
                        + RealServers.USER
                        + ", origins = [\""
                        + RealServers.influxdb().toString().replaceAll("/$", "")
                        + "\"]\n"
                        + more
                        + "} }")
                .resolve());
  }

  private static HttpResponse<String> ask(Countersign countersign, Mode mode) throws Exception {
    HttpClient client =
        AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("metrics"));
    URI page = RealServers.influxdb().resolve("query?q=SHOW+DATABASES");
    HttpRequest request = HttpRequest.newBuilder(page).build();
    return mode == Mode.BLOCKING
        ? client.send(request, BodyHandlers.ofString())
        : client.sendAsync(request, BodyHandlers.ofString()).get();
  }

  @ParameterizedTest
  @EnumSource
  void query_ourToken_isTaken(Mode mode) throws Exception {
    try (Countersign countersign = countersign("")) {
      assertThat(ask(countersign, mode).statusCode()).isEqualTo(200);
      assertThat(ask(countersign, mode).body()).contains("\"databases\"");
      assertThat(events).containsExactly(AuthEvents.Kind.OBTAINED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void query_withoutExp_isRefused(Mode mode) throws Exception {
    try (Countersign countersign = countersign("stamps = [iat]")) {
      assertThat(ask(countersign, mode).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource
  void query_anotherUser_isRefused(Mode mode) throws Exception {
    try (Countersign countersign = countersign("claims.username = nobody")) {
      HttpResponse<String> refused = ask(countersign, mode);
      assertThat(refused.statusCode()).isEqualTo(401);
      canary.assertAbsentFrom(refused, refused.headers(), refused.body());
    }
  }

  @ParameterizedTest
  @EnumSource
  void query_keyCorrectedAfterTheStart_isReadAgainByThe401(Mode mode) throws Exception {
    secrets.put("metrics.signing-key", canary.watch("wrong", "a wrong secret of thirty-two bytes"));
    try (Countersign countersign = countersign("").ready()) {
      secrets.put("metrics.signing-key", RealServers.SHARED_SECRET);
      assertThat(ask(countersign, mode).statusCode()).isEqualTo(200);
      assertThat(events).contains(AuthEvents.Kind.ROTATED);
    }
  }
}
