package io.countersign.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import io.countersign.AuthException;
import io.countersign.AuthException.Category;
import io.countersign.Countersign;
import io.countersign.http.jdk.AuthenticatingHttpClient;
import io.countersign.spi.HttpReply;
import io.countersign.testkit.LogWatch;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.adapter.RawServer;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a login that answers badly gives to the caller: a category and what to do, and nothing of
 * what was sent or answered.
 */
class BadReplyTest {
  private final SecretCanary canary = new SecretCanary();
  private final String password = canary.secret("password");
  private final String answered = canary.watch("answered", "body-of-the-reply-0815");

  @RegisterExtension final LogWatch logs = new LogWatch(canary);

  private final RecordingTransport calls = new RecordingTransport();

  private AuthException refusal(String token, HttpReply reply) {
    calls.then(call -> CompletableFuture.completedFuture(reply));
    try (Bench bench =
        new Bench(
                calls,
                "in = \"header X\", login { url = \"https://login.example/in?app=7\", token = \""
                    + token
                    + "\", form { p = \"{{crm.p}}\" } }")
            .secret("crm.p", password)) {
      AuthException refusal = catchThrowableOfType(AuthException.class, bench::get);
      assertThat(refusal).as("a refusal").isNotNull();
      assertThat(refusal.getMessage()).startsWith("crm: ").doesNotContain("app=7");
      canary.assertAbsentFrom(refusal, bench.authenticator());
      return refusal;
    }
  }

  private HttpReply reply(int status, Map<String, String> headers, String body) {
    HttpReply reply = RecordingTransport.reply(status, "text/html", body + answered);
    headers.forEach((name, value) -> reply.headers().put(name, List.of(value)));
    return reply;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "400 | -   | REAUTHORIZATION_REQUIRED | -",
        "401 | -   | REAUTHORIZATION_REQUIRED | -",
        "403 | -   | REAUTHORIZATION_REQUIRED | -",
        "404 | 30  | PROTOCOL                 | -",
        "408 | -   | TRANSIENT                | -",
        "425 | 1   | TRANSIENT                | PT1S",
        "429 | 120 | TRANSIENT                | PT2M",
        "500 | -   | TRANSIENT                | -",
        "503 | Fri, 02 Jan 2026 03:05:05 GMT | TRANSIENT | PT1M",
        "304 | -   | PROTOCOL                 | -",
      })
  void status_notGood_hasItsCategory(
      int status, @Nullable String retryAfter, Category category, @Nullable Duration wait) {
    AuthException refusal =
        refusal(
            "json /id",
            reply(status, retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter), ""));

    assertThat(refusal.category()).isEqualTo(category);
    assertThat(refusal.retryAfter().orElse(null)).isEqualTo(wait);
    assertThat(refusal)
        .hasMessageContaining("POST https://login.example/in, was answered " + status);
  }

  @Test
  void redirect_namesTheOriginAlone() {
    AuthException refusal =
        refusal(
            "cookie sid",
            reply(302, Map.of("Location", "https://sso.example:8443/x?t=" + answered), ""));

    assertThat(refusal.category()).isEqualTo(Category.PROTOCOL);
    assertThat(refusal)
        .hasMessageContaining("a redirect to https://sso.example:8443, and nothing is sent there")
        .hasMessageContaining("login.url");
  }

  static Stream<String> unreadable() {
    return Stream.of(
        "<html><title>Welcome</title>",
        "{\"id\": \"s1\"",
        "{\"id\": {\"id\": \"s1\"}}",
        "{\"id\": null}",
        "{\"id\": \"\"}",
        "[{\"id\": \"s1\"}]",
        "[".repeat(10_000) + "]".repeat(10_000),
        "",
        "id\u0000=");
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void body_withoutTheSession_namesThePlace(String body) {
    HttpReply reply = RecordingTransport.reply(200, "application/json", body);
    AuthException refusal = refusal("json /id", reply);

    assertThat(refusal.category()).isEqualTo(Category.PROTOCOL);
    assertThat(refusal.getMessage())
        .containsPattern("no JSON /id|a body that is no JSON, so nothing at /id")
        .contains("correct login.token, or say login.failed-on");
  }

  @ParameterizedTest
  @CsvSource({"header X-Id, no header X-Id", "cookie sid, no cookie sid"})
  void head_withoutTheSession_namesThePlace(String token, String says) {
    assertThat(refusal(token, reply(200, Map.of(), ""))).hasMessageContaining(says);
  }

  @Test
  void session_thatNoHeaderCarries_isNotKept() {
    calls.json(200, "{\"id\": \"" + answered + "\\r\\nX-Admin: 1\"}");
    calls.json(200, "{\"id\": \"good\"}");
    try (Bench bench =
        new Bench(
            calls,
            "in = \"header X\", login { url = \"https://login.example/\", token = \"json /id\" }")) {
      AuthException refusal = catchThrowableOfType(AuthException.class, bench::get);

      assertThat(refusal.category()).isEqualTo(Category.PROTOCOL);
      assertThat(refusal)
          .hasMessageContaining("the login gave a session that cannot be sent: header X cannot")
          .hasMessageContaining("a carriage return at position 23");
      canary.assertAbsentFrom(refusal);
      bench.time.advance(Duration.ofSeconds(2));
      assertThat(bench.get().header("X")).isEqualTo("good");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expires-in = /ttl | {'id': 's', 'ttl': 'soon'}  | at /ttl is no number of seconds",
        "expires-in = /ttl | {'id': 's', 'ttl': 1e12}    | at /ttl is more than ten years away",
        "expires-at = /ttl | {'id': 's', 'ttl': 'later'} | at /ttl is no moment",
      })
  void expiry_unreadable_namesThePointer(String expiry, String body, String says) {
    calls.json(200, body.replace('\'', '"'));
    try (Bench bench =
        new Bench(
            calls,
            "in = \"header X\", login { url = \"https://login.example/\", token = \"json /id\", "
                + expiry
                + " }")) {
      AuthException refusal = catchThrowableOfType(AuthException.class, bench::get);

      assertThat(refusal.category()).isEqualTo(Category.PROTOCOL);
      assertThat(refusal).hasMessageContaining(says);
    }
  }

  /** What goes wrong on the connection itself. */
  enum Fault implements RawServer.Behaviour {
    NEVER {
      @Override
      public void answer(List<String> head, OutputStream out) {}
    },
    SLOWLY {
      @Override
      public void answer(List<String> head, OutputStream out) throws Exception {
        RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 1000; i++) {
          RawServer.write(out, "{");
          Thread.sleep(1000);
        }
      }
    },
    CLOSED {
      @Override
      public void answer(List<String> head, OutputStream out) throws Exception {
        out.close();
      }
    },
    BROKEN {
      @Override
      public void answer(List<String> head, OutputStream out) throws Exception {
        RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\": \"s\"");
        out.close();
      }
    },
    ENDLESS {
      @Override
      public void answer(List<String> head, OutputStream out) throws Exception {
        RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n");
        for (int i = 0; i < 100; i++) {
          RawServer.write(out, " ".repeat(1 << 20));
        }
      }
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.EnumSource
  @Timeout(30)
  void connection_bad_isTransient(Fault fault) throws Exception {
    try (RawServer server = new RawServer(fault);
        Countersign countersign =
            Countersign.builder()
                .environment(Map.of())
                .of(
                    ConfigFactory.parseString(
                        "countersign { secrets.priority = [], http.call-timeout = 1 s,"
                            + " authenticators.crm { type = session, origins = any,"
                            + " in = \"header X\", login { url = \""
                            + server.at("/in")
                            + "\", token = \"json /id\", form { p = \""
                            + password
                            + "\" } } } }"))) {
      HttpClient client =
          AuthenticatingHttpClient.of(HttpClient.newBuilder(), countersign.authenticator("crm"));
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:1/")).build();
      AuthException refusal =
          catchThrowableOfType(
              AuthException.class, () -> client.send(request, BodyHandlers.discarding()));

      assertThat(refusal).isNotNull();
      assertThat(refusal.category()).isEqualTo(Category.TRANSIENT);
      assertThat(refusal.getMessage()).startsWith("crm: ").contains("/in");
      canary.assertAbsentFrom(refusal);
    }
  }
}
