package io.countersign.oauth2;

import static io.countersign.oauth2.Application.configuration;
import static io.countersign.oauth2.Application.quoted;
import static io.countersign.testkit.Asked.form;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.oauth2.RotatingServer.Step;
import io.countersign.testkit.Asked;
import io.countersign.testkit.Issuer;
import io.countersign.testkit.Keycloak;
import io.countersign.testkit.RealServers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes renew by one store, and by a refresh token that is good for one use. */
@Timeout(180)
class TwoProcessesTest {
  private static final int PAUSE_MILLIS = 20;
  private static final int RENEWALS = 5;

  @TempDir private Path temp;

  private Child child(RotatingServer server, URI token, String seed, String more)
      throws IOException {
    String block =
        "type = oauth2-refresh-token, client-authentication = none, client-id = "
            + Keycloak.PUBLIC_CLIENT
            + ", token-url = "
            + quoted(token)
            + ", refresh-token = "
            + quoted(seed)
            + more;
    Path file = temp.resolve("application.conf");
    Files.writeString(
        file,
        configuration(Way.JDK, server.api(), block, "tokens { store = file, path = tokens }"));
    return Child.of(file, server.api(), PAUSE_MILLIS);
  }

  @Test
  void token_livesShortly_isRenewedOnceForBoth() throws Exception {
    try (RotatingServer server = new RotatingServer(0, "1")) {
      String seed = server.seed();
      try (Child one = child(server, server.token(), seed, "");
          Child other = child(server, server.token(), seed, "")) {
        assertEachRenewalServesBoth(server, one, other);
      }

      List<Step> steps = server.steps();
      assertThat(steps).extracting(Step::issued).doesNotContain("");
      Set<String> carried = new HashSet<>();
      assertThat(steps).allMatch(step -> carried.add(step.carried()));
    }
  }

  @Test
  @Tag("server")
  void token_ofKeycloak_isRenewedOnceForBoth() throws Exception {
    Issuer issuer = RealServers.keycloak().issuer();
    String seed =
        Asked.by(
                form(
                    issuer.token(),
                    "grant_type",
                    "password",
                    "client_id",
                    Keycloak.PUBLIC_CLIENT,
                    "username",
                    Keycloak.USER,
                    "password",
                    Keycloak.PASSWORD))
            .refreshToken();
    try (RotatingServer api = new RotatingServer(0, "1");
        Child one = child(api, issuer.token(), seed, ", lifetime-at-most = 1 s");
        Child other = child(api, issuer.token(), seed, ", lifetime-at-most = 1 s")) {
      assertEachRenewalServesBoth(api, one, other);
    }
  }

  /** A token of a second is due after 0.7 s at the soonest: a renewal by each would come sooner. */
  private static void assertEachRenewalServesBoth(RotatingServer api, Child one, Child other)
      throws IOException {
    while (api.arrivals().size() <= RENEWALS) {
      assertThat(one.line()).isEqualTo("200");
      assertThat(other.line()).isEqualTo("200");
    }
    List<Long> arrivals = api.arrivals();
    assertThat(Duration.ofNanos(arrivals.get(RENEWALS) - arrivals.get(0)))
        .isGreaterThan(Duration.ofMillis(600L * RENEWALS));
  }

  @Test
  void token_refused_isRenewedOnceForBoth() throws Exception {
    try (RotatingServer server = new RotatingServer(0, "3600")) {
      String seed = server.seed();
      try (Child one = child(server, server.token(), seed, "");
          Child other = child(server, server.token(), seed, "")) {
        assertThat(one.line()).isEqualTo("200");
        assertThat(other.line()).isEqualTo("200");
        assertThat(server.steps()).hasSize(1);

        server.refuse();
        while (server.arrivals().size() < 2) {
          assertThat(one.line()).isEqualTo("200");
          assertThat(other.line()).isEqualTo("200");
        }
        for (int request = 0; request < 10; request++) {
          assertThat(one.line()).isEqualTo("200");
          assertThat(other.line()).isEqualTo("200");
        }
        assertThat(server.steps()).hasSize(2);
      }
    }
  }
}
