package io.countersign.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.Body;
import io.countersign.spi.HttpCall;
import io.countersign.spi.HttpReply;
import io.countersign.testkit.RecordingTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the login call carries, where its reply has the session, and for how long it is good. */
class LoginTest {
  private static final String URL = "url = \"https://login.example/in\", ";

  private final RecordingTransport calls = new RecordingTransport();

  private static HttpReply reply(int status, String body, String... headers) {
    HttpReply reply = RecordingTransport.reply(status, "application/json", body);
    for (int i = 0; i < headers.length; i += 2) {
      reply.headers().put(headers[i], List.of(headers[i + 1]));
    }
    return reply;
  }

  private void answers(HttpReply reply) {
    calls.then(call -> CompletableFuture.completedFuture(reply));
  }

  private static String body(HttpCall call) {
    return call.body() instanceof Body.Bytes bytes
        ? StandardCharsets.UTF_8.decode(bytes.content()).toString()
        : "";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "json /id           | header Authorization | Authorization | Bearer s1",
        "json /deep/0/id    | header X-Session     | X-Session     | s2",
        "header X-Subject   | header X-Auth-Token  | X-Auth-Token  | s3",
        "cookie SID         | cookie SID           | Cookie        | SID=s4/+",
        "json /number       | cookie n             | Cookie        | n=17",
      })
  void token_place_isCarriedWhereTheBlockSays(String token, String in, String name, String value) {
    answers(
        reply(
            200,
            "{\"id\": \"s1\", \"deep\": [{\"id\": \"s2\"}], \"number\": 17}",
            "X-Subject",
            "s3",
            "Set-Cookie",
            "SID=s4/+; HttpOnly; path=/"));
    try (Bench bench =
        new Bench(calls, "in = \"" + in + "\", login { " + URL + "token = \"" + token + "\" }")) {
      assertThat(bench.get().header(name)).isEqualTo(value);
      assertThat(bench.get().header(name)).isEqualTo(value);
      assertThat(calls.calls()).hasSize(1);
    }
  }

  @Test
  void call_everyText_goesToItsPlace() {
    calls.json(201, "{\"id\": \"s\"}");
    try (Bench bench =
        new Bench(
                calls,
                "in = \"header X\", login { method = PUT, "
                    + URL
                    + "token = \"json /id\", headers { X-App = \"{{crm.app}}\" },"
                    + " query { realm = \"a b\" }, cookies { c = d },"
                    + " json { auth { methods = [password], user = u, pass = \"{{crm.pass}}\" } } }")
            .secret("crm.app", "web")
            .secret("crm.pass", "p\"w")) {
      bench.get();

      HttpCall call = calls.calls().get(0);
      assertThat(call.method()).isEqualTo("PUT");
      assertThat(call.uri()).hasToString("https://login.example/in?realm=a%20b");
      assertThat(call.headers())
          .containsEntry("X-App", List.of("web"))
          .containsEntry("Cookie", List.of("c=d"))
          .containsEntry("Content-Type", List.of("application/json"));
      assertThat(body(call))
          .isEqualTo("{\"auth\":{\"methods\":[\"password\"],\"pass\":\"p\\\"w\",\"user\":\"u\"}}");
    }
  }

  @Test
  void call_form_isPosted() {
    calls.json(200, "{\"id\": \"s\"}");
    try (Bench bench =
        new Bench(
                calls,
                "in = \"header X\", login { "
                    + URL
                    + "token = \"json /id\", form { username = u, password = \"{{crm.pass}}\" } }")
            .secret("crm.pass", "p&w")) {
      bench.get();

      assertThat(calls.calls().get(0).method()).isEqualTo("POST");
      assertThat(body(calls.calls().get(0))).isEqualTo("password=p%26w&username=u");
    }
  }

  @Test
  void authenticator_nested_authenticatesTheLoginAlone() {
    calls.json(200, "{\"id\": \"s\"}");
    try (Bench bench =
        new Bench(
                calls,
                "in = \"header X-S\", login { "
                    + URL
                    + "token = \"json /id\", authenticator { type = session, in = \"header K\","
                    + " token = \"{{crm.k}}\" } }")
            .secret("crm.k", "key")) {
      Bench.Answered answered = bench.get();

      assertThat(calls.calls().get(0).headers()).containsEntry("K", List.of("key"));
      assertThat(answered.header("X-S")).isEqualTo("s");
      assertThat(answered.header("K")).isEmpty();
    }
  }

  @Test
  void status_listed_isGoodAndNoOtherIs() {
    answers(reply(409, "<h1>409</h1>", "X-Session-Id", "t1"));
    try (Bench bench =
        new Bench(
            calls,
            "in = \"header X-Session-Id\", renew-on = [409], login { method = GET, "
                + URL
                + "status = [200, 409], token = \"header X-Session-Id\" }")) {
      assertThat(bench.get().header("X-Session-Id")).isEqualTo("t1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expires-in = /ttl            | {'id': 's', 'ttl': 3600}                  | 3600",
        "expires-in = /ttl            | {'id': 's', 'ttl': '3600.0'}              | 3600",
        "expires-at = /until          | {'id': 's', 'until': '2026-01-02T04:04:05Z'} | 3600",
        "expires-at = /until, expires-format = epoch-millis | {'id': 's', 'until': 1767326645000}"
            + " | 3600",
        "                             | {'id': 's', 'ttl': 7}                     | 1200",
        "expires-in = /ttl            | {'id': 's'}                               | 1200",
      })
  void lifetime_ofTheReplyOrElseOfTheBlock_endsTheSession(
      String expiry, String reply, int seconds) {
    String body = reply.replace('\'', '"');
    calls.json(200, body).json(200, body.replace("\"s\"", "\"t\""));
    try (Bench bench =
        new Bench(
            calls,
            "in = \"header X\", lifetime = 20 min, login { "
                + URL
                + "token = \"json /id\", "
                + (expiry == null ? "" : expiry)
                + " }")) {
      assertThat(bench.get().header("X")).isEqualTo("s");
      bench.time.advance(Duration.ofSeconds(seconds / 2));
      assertThat(bench.get().header("X")).isEqualTo("s");
      bench.time.advance(Duration.ofSeconds(seconds));
      assertThat(bench.get().header("X")).isEqualTo("t");
      assertThat(calls.calls()).hasSize(2);
    }
  }

  @Test
  void lifetime_nobodySaysOne_isUntilRefused() {
    calls.json(200, "{\"id\": \"s\"}");
    try (Bench bench =
        new Bench(calls, "in = \"header X\", login { " + URL + "token = \"json /id\" }")) {
      bench.get();
      bench.time.advance(Duration.ofDays(400));
      bench.get();
      assertThat(calls.calls()).hasSize(1);
    }
  }
}
