package io.countersign.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthEvents;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Send;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.SecretCanary;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of other people: log in, be refused, log in again, log out. */
@Tag("server")
class ProductsTest {
  private final SecretCanary canary = new SecretCanary();
  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  private final HttpClient bare = HttpClient.newHttpClient();
  private final MapSecrets secrets =
      new MapSecrets()
          .put("crm.user", RealServers.USER)
          .put("crm.password", canary.watch("password", RealServers.PASSWORD));
  private final List<AuthEvents.Kind> events = new CopyOnWriteArrayList<>();

  static Stream<Arguments> productsAndModes() {
    return Arrays.stream(Product.values())
        .flatMap(product -> Arrays.stream(Mode.values()).map(mode -> Arguments.of(product, mode)));
  }

  private Countersign countersign(URI root, String block) {
    return Countersign.builder()
        .resolver(secrets)
        .events(event -> events.add(event.kind()))
        .of(
            ConfigFactory.parseString(
                "countersign { secrets.priority = [map], authenticators.crm { type = session\n"
                    + "origins = [\""
                    + root.toString().replaceAll("/$", "")
                    + "\"]\n"
                    + block
                    + "} }"));
  }

  private Countersign countersign(Product product) {
    return countersign(product.root(), product.block());
  }

  private static int status(Countersign countersign, Mode mode, URI page) throws Exception {
    HttpClient client =
        AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("crm"));
    HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(30)).build();
    return mode.send(client, request).statusCode();
  }

  private static int status(Countersign countersign, Mode mode, Product product) throws Exception {
    return status(countersign, mode, product.root().resolve(product.page));
  }

  /** Returns the session that requests carry now. */
  private String session(Countersign countersign, Product product) {
    AuthRequest request =
        AuthRequest.of("GET", product.root().resolve(product.page), Map.of(), Body.none());
    Send send = (Send) countersign.authenticator("crm").authenticate(request);
    return canary.watch("session", send.credentials().placements().get(0).value());
  }

  private int statusWithout(Product product, String session) throws Exception {
    HttpRequest request =
        product.with(HttpRequest.newBuilder(product.root().resolve(product.page)), session).build();
    return bare.send(request, BodyHandlers.discarding()).statusCode();
  }

  @ParameterizedTest
  @MethodSource("productsAndModes")
  void session_revokedAtTheServer_isFollowedByOneLogin(Product product, Mode mode)
      throws Exception {
    try (Countersign countersign = countersign(product)) {
      assertThat(status(countersign, mode, product)).isEqualTo(200);
      assertThat(status(countersign, mode, product)).isEqualTo(200);
      assertThat(events).containsExactly(AuthEvents.Kind.OBTAINED);

      bare.send(product.revocation(session(countersign, product)), BodyHandlers.discarding());
      assertThat(status(countersign, mode, product)).isEqualTo(200);
      assertThat(status(countersign, mode, product)).isEqualTo(200);
      assertThat(events)
          .containsExactlyInAnyOrder(
              AuthEvents.Kind.OBTAINED, AuthEvents.Kind.REFUSED, AuthEvents.Kind.RENEWED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void session_revokedUnderManyRequests_isFollowedByOneLogin(Product product) throws Exception {
    try (Countersign countersign = countersign(product)) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("crm"));
      HttpRequest request =
          HttpRequest.newBuilder(product.root().resolve(product.page))
              .timeout(Duration.ofSeconds(60))
              .build();
      assertThat(Mode.BLOCKING.send(client, request).statusCode()).isEqualTo(200);
      bare.send(product.revocation(session(countersign, product)), BodyHandlers.discarding());

      List<CompletableFuture<Integer>> statuses =
          Stream.generate(() -> client.sendAsync(request, BodyHandlers.discarding()))
              .limit(16)
              .map(answer -> answer.thenApply(response -> response.statusCode()))
              .toList();
      for (CompletableFuture<Integer> status : statuses) {
        assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      }
      assertThat(events)
          .containsExactlyInAnyOrder(
              AuthEvents.Kind.OBTAINED, AuthEvents.Kind.REFUSED, AuthEvents.Kind.RENEWED);
    }
  }

  @ParameterizedTest
  @MethodSource("productsAndModes")
  void login_wrongPassword_saysToCorrectItAndIsNotRepeated(Product product, Mode mode)
      throws Exception {
    secrets.put("crm.password", canary.watch("wrong", "wrong-password"));
    try (Countersign countersign = countersign(product)) {
      for (int i = 0; i < 2; i++) {
        AuthException refusal =
            catchThrowableOfType(AuthException.class, () -> status(countersign, mode, product));

        assertThat(refusal.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
        assertThat(refusal).hasMessageStartingWith("crm: the login, POST " + product.root());
        canary.assertAbsentFrom(refusal);
      }
      assertThat(events).containsExactly(AuthEvents.Kind.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void login_passwordCorrectedMeanwhile_isReadAgain(Product product) throws Exception {
    secrets.put("crm.password", canary.watch("wrong", "wrong-password"));
    try (Countersign countersign = countersign(product).ready()) {
      secrets.put("crm.password", RealServers.PASSWORD);
      assertThat(status(countersign, Mode.BLOCKING, product)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void close_session_isOverAtTheServer(Product product) throws Exception {
    String session;
    try (Countersign countersign = countersign(product)) {
      status(countersign, Mode.BLOCKING, product);
      session = session(countersign, product);
      assertThat(statusWithout(product, session)).isEqualTo(200);
    }
    assertThat(statusWithout(product, session)).isIn(401, 403);
  }

  @ParameterizedTest
  @EnumSource
  void probe_product_saysThatItLoggedIn(Product product) throws Exception {
    try (Countersign countersign = countersign(product)) {
      assertThat(
              countersign
                  .authenticator("crm")
                  .probing()
                  .orElseThrow()
                  .probe()
                  .toCompletableFuture()
                  .get(30, TimeUnit.SECONDS))
          .isEqualTo("logged in, validate-url answered 200");
    }
  }

  private Countersign transmission(String more) {
    URI rpc = RealServers.transmission().resolve("transmission/rpc");
    secrets.put("crm.user-password", RealServers.USER + ":" + RealServers.PASSWORD);
    return countersign(
        RealServers.transmission(),
        """
        in = "header X-Transmission-Session-Id"
        headers.Authorization = "Basic {{crm.user-password | base64}}"
        renew-on = [409]
        login {
          method = GET
          url = "@"
          status = [409]
          token = "header X-Transmission-Session-Id"
          authenticator {
            type = http-basic, username = "{{crm.user}}", password = "{{crm.password}}"
          }
        }
        """
                .replace("@", rpc.toString())
            + more);
  }

  private static URI statistics() {
    return RealServers.transmission().resolve("transmission/rpc?method=session-stats");
  }

  @ParameterizedTest
  @EnumSource
  void transmission_sessionOfA409_opens(Mode mode) throws Exception {
    try (Countersign countersign = transmission("")) {
      assertThat(status(countersign, mode, statistics())).isEqualTo(200);
      assertThat(status(countersign, mode, statistics())).isEqualTo(200);
      assertThat(events).containsExactly(AuthEvents.Kind.OBTAINED);
    }
  }

  /** Nobody can end a session of Transmission from outside, so it begins with one that is none. */
  @ParameterizedTest
  @EnumSource
  void transmission_sessionThatIsOver_isFollowedByOneLogin(Mode mode) throws Exception {
    secrets.put("crm.token", "a-session-of-yesterday");
    try (Countersign countersign = transmission("token = \"{{crm.token}}\"\n")) {
      assertThat(status(countersign, mode, statistics())).isEqualTo(200);
      assertThat(status(countersign, mode, statistics())).isEqualTo(200);
      assertThat(events).containsExactly(AuthEvents.Kind.OBTAINED);
    }
  }

  @Test
  void transmission_wrongPassword_saysToCorrectItAndIsNotRepeated() throws Exception {
    try (Countersign countersign = transmission("")) {
      secrets.put("crm.password", canary.watch("wrong", "wrong-password"));
      for (int i = 0; i < 2; i++) {
        AuthException refusal =
            catchThrowableOfType(
                AuthException.class, () -> status(countersign, Mode.BLOCKING, statistics()));

        assertThat(refusal.category()).isEqualTo(Category.REAUTHORIZATION_REQUIRED);
        canary.assertAbsentFrom(refusal);
      }
      assertThat(events).containsExactly(AuthEvents.Kind.FAILED);
    }
  }
}
