package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.typesafe.config.ConfigFactory;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Authenticator;
import io.countersign.Countersign;
import io.countersign.testkit.FakeTime;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.MapSecrets;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.adapter.Loopbacks;
import io.countersign.testkit.adapter.RawServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Endpoints that do what none should, over a real connection: a failure in finite time that shows
 * nothing; and a refresh token that is good for one use goes out again only if it never went out.
 */
@Timeout(60)
class HostileEndpointTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

  private final SecretCanary canary = new SecretCanary();
  private final FakeTime time = new FakeTime();
  private volatile boolean first = true;

  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  /** What the second token request gets. */
  enum Answer {
    CLOSED(Category.TRANSIENT, "the connection broke, or the reply is no HTTP", true) {
      @Override
      String text() {
        return "";
      }
    },
    CUT_OFF(Category.TRANSIENT, "the connection broke, or the reply is no HTTP", true) {
      @Override
      String text() {
        return HEAD + "Content-Length: 100\r\n\r\n{\"access_token\":\"x\"";
      }
    },
    NO_HTTP(Category.TRANSIENT, "the connection broke, or the reply is no HTTP", true) {
      @Override
      String text() {
        return "SSH-2.0-OpenSSH_9.6\r\n\r\n";
      }
    },
    ONE_BYTE_A_SECOND(Category.TRANSIENT, "no reply within 2000 ms", true) {
      @Override
      String text() {
        return HEAD + "Content-Length: 100\r\n\r\n{\"access_token\":\"x\",\"expires_in\":3600}";
      }
    },
    TOO_LARGE(Category.TRANSIENT, "the reply is larger than 1 MiB", true) {
      @Override
      String text() {
        int length = 100 << 20;
        return HEAD + "Content-Length: " + length + "\r\n\r\n" + " ".repeat(2 << 20);
      }
    },
    REDIRECT(Category.PROTOCOL, "answered 307, a redirect to http://localhost:1;", false) {
      @Override
      String text() {
        return "HTTP/1.1 307 X\r\nLocation: http://localhost:1/?secret\r\nContent-Length: 0\r\n\r\n";
      }
    },
    NESTED(Category.PROTOCOL, "with neither JSON nor form-encoded text", true) {
      @Override
      String text() {
        String deep =
            "{\"access_token\":\"x\",\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        return HEAD + "Content-Length: " + deep.length() + "\r\n\r\n" + deep;
      }
    };

    final Category category;
    final String message;
    final boolean leavesDoubt;

    Answer(Category category, String message, boolean leavesDoubt) {
      this.category = category;
      this.message = message;
      this.leavesDoubt = leavesDoubt;
    }

    abstract String text();
  }

  private RawServer server(Answer answer) throws Exception {
    return new RawServer((head, out) -> {
      String good =
          "{\"access_token\":\"one\",\"refresh_token\":\"second-canary\",\"expires_in\":60}";
      if (first) {
        first = false;
        RawServer.write(
            out,
            HEAD + "Connection: close\r\nContent-Length: " + good.length() + "\r\n\r\n" + good);
      } else if (answer == Answer.ONE_BYTE_A_SECOND) {
        for (char one : answer.text().toCharArray()) {
          RawServer.write(out, String.valueOf(one));
          Thread.sleep(1000);
        }
      } else {
        RawServer.write(out, answer.text());
      }
      if (answer != Answer.TOO_LARGE) {
        out.close(); // that one ends when the client has had enough
      }
    });
  }

  private Countersign engine(String type, URI endpoint) {
    MapSecrets secrets =
        new MapSecrets()
            .put("k.secret", canary.secret("secret"))
            .put("k.refresh", canary.secret("refresh"));
    canary.watch("second", "second-canary");
    return Countersign.builder()
        .environment(Map.of())
        .time(time, time)
        .resolver(secrets)
        .of(
            ConfigFactory.parseString(
                "countersign { secrets.priority = [map], http { transport = jdk, call-timeout = 2 s },"
                    + " authenticators.row { "
                    + type
                    + "token-url = \""
                    + endpoint
                    + "\" } }"));
  }

  private AuthException failure(Authenticator authenticator) {
    AuthException failure =
        catchThrowableOfType(AuthException.class, () -> Bench.sent(authenticator));
    assertThat(failure).isNotNull();
    canary.assertAbsentFrom(failure);
    return failure;
  }

  @ParameterizedTest
  @EnumSource
  void ask_answerThatIsNone_isAFailureInFiniteTime(Answer answer) throws Exception {
    try (RawServer server = server(answer);
        Countersign engine = engine(Bench.BLOCK, server.at("/token"))) {
      Authenticator authenticator = engine.authenticator("row");
      Bench.sent(authenticator);
      time.advance(Duration.ofSeconds(61));

      AuthException failure = failure(authenticator);

      assertThat(failure).hasMessageContaining(answer.message);
      assertThat(failure.category()).isEqualTo(answer.category);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ask_answerThatIsNoneToARefreshToken_leavesItInDoubtIfItMayBeSpent(Answer answer)
      throws Exception {
    try (RawServer server = server(answer);
        Countersign engine = engine(Bench.REFRESH, server.at("/token"))) {
      Authenticator authenticator = engine.authenticator("row");
      Bench.sent(authenticator);
      time.advance(Duration.ofSeconds(61));

      AuthException failure = failure(authenticator);

      assertThat(failure)
          .hasMessageContaining(
              answer.leavesDoubt ? "was sent without an answer being read" : answer.message);
      assertThat(failure.category())
          .isEqualTo(answer.leavesDoubt ? Category.REAUTHORIZATION_REQUIRED : answer.category);
    }
  }

  @Test
  void ask_nobodyListens_isSentAgainLater() throws Exception {
    URI nowhere;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = URI.create("http://localhost:" + socket.getLocalPort() + "/token");
    }
    try (Countersign engine = engine(Bench.REFRESH, nowhere)) {
      AuthException failure = failure(engine.authenticator("row"));

      assertThat(failure)
          .hasMessageContaining("not reached; the host is unknown, or nothing listens there");
      assertThat(failure.category()).isEqualTo(Category.TRANSIENT);
    }
  }

  @Test
  void ask_certificateThatNobodyTrusts_saysSo(@TempDir Path folder) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(Loopbacks.in(folder).server()));
    server.start();
    URI endpoint = URI.create("https://localhost:" + server.getAddress().getPort() + "/token");
    try (Countersign engine = engine(Bench.REFRESH, endpoint)) {
      AuthException failure = failure(engine.authenticator("row"));

      assertThat(failure)
          .hasMessage(
              "row: POST "
                  + endpoint
                  + ": no trust in its TLS; see the setting trust for certificates of one's own");
      assertThat(failure.category()).isEqualTo(Category.TRANSIENT);
    } finally {
      server.stop(0);
    }
  }
}
