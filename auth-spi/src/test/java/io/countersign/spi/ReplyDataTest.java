package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyDataTest {
  private static final URI ASKED = URI.create("https://api.example:8443/v1/login");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private static ReplyData reply(int status, String... headers) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < headers.length; i += 2) {
      fields.put(headers[i], List.of(headers[i + 1]));
    }
    return ReplyData.of(new HttpReply(status, fields, new Body.Bytes(ByteBuffer.allocate(0))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "0 | PT0S",
        "120 | PT2M",
        " 7 | PT7S",
        "Fri, 02 Jan 2026 03:05:05 GMT | PT1M",
        "Fri, 02 Jan 2026 03:00:00 GMT | PT0S",
        "-1 | none",
        "1.5 | none",
        "99999999999999999999 | none",
        "soon | none",
      })
  void retryAfter_secondsOrDate_isASpan(String written, Duration span) {
    assertThat(reply(503, "Retry-After", written).retryAfter(CLOCK).orElse(null)).isEqualTo(span);
  }

  @Test
  void retryAfter_dateOfAServerWhoseClockIsWrong_isMeasuredByThatClock() {
    ReplyData reply =
        reply(
            429,
            "Date",
            "Fri, 02 Jan 2026 02:04:05 GMT",
            "Retry-After",
            "Fri, 02 Jan 2026 02:04:35 GMT");

    assertThat(reply.retryAfter(CLOCK)).contains(Duration.ofSeconds(30));
    assertThat(reply(429).retryAfter(CLOCK)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 599})
  void mayPass_serverThatCannotNow_isTrue(int status) {
    assertThat(reply(status).mayPass()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 401, 403, 404, 409, 422})
  void mayPass_other_isFalse(int status) {
    assertThat(reply(status).mayPass()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://other.example/x?t=s3cret, https://other.example",
    "/elsewhere, https://api.example:8443",
    "?x, https://api.example:8443",
    "http://user:pw@other.example:81/, http://other.example:81",
  })
  void redirectedTo_location_isItsOriginAlone(String location, String origin) {
    assertThat(reply(302, "Location", location).redirectedTo(ASKED)).contains(origin);
    assertThat(reply(200, "Location", location).redirectedTo(ASKED)).isEmpty();
  }

  @Test
  void redirectedTo_malformedOrAbsent_isEmpty() {
    assertThat(reply(302).redirectedTo(ASKED)).isEmpty();
    assertThat(reply(302, "Location", "::").redirectedTo(ASKED)).isEmpty();
  }

  private static ReplyData body(String text) {
    return ReplyData.of(
        new HttpReply(
            200, Map.of(), new Body.Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "/text | gr\u00fc\u00dfe",
        "/empty | ''",
        "/number | none",
        "/flag | none",
        "/null | none",
        "/object | none",
        "/list | none",
        "/list/0 | a",
        "/absent | none",
        "/object/a.b | c",
      })
  void text_ofJson_isThereForStringsAlone(String pointer, String text) {
    ReplyData reply =
        body(
            "{\"text\": \"gr\u00fc\u00dfe\", \"empty\": \"\", \"number\": 1, \"flag\": true,"
                + " \"null\": null, \"object\": {\"a.b\": \"c\"}, \"list\": [\"a\"]}");
    assertThat(reply.text(pointer).orElse(null)).isEqualTo(text);
  }

  @Test
  void names_ofAnObject_areAllOfIt() {
    ReplyData reply = body("{\"data\": {\"b\": null, \"a.x\": 1, \"\": {}}, \"list\": [1]}");
    assertThat(reply.names("/data")).containsExactly("", "a.x", "b");
    assertThat(reply.names("")).containsExactly("data", "list");
    assertThat(reply.names("/list")).isEmpty();
    assertThat(reply.names("/data/b")).isEmpty();
    assertThat(reply.isObject("/data")).isTrue();
    assertThat(reply.isObject("/data/")).isTrue();
    assertThat(reply.isObject("/list")).isFalse();
    assertThat(reply.isObject("/absent")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "a=b", "{", "[1"})
  void names_ofOtherThanJson_areNone(String text) {
    assertThat(body(text).names("")).isEmpty();
    assertThat(body(text).isObject("")).isFalse();
    assertThat(body(text).text("/a")).isEmpty();
  }
}
