package io.countersign.spi;

import io.countersign.internal.JsonTree;
import io.countersign.internal.Origin;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a token or login call was answered, read as data: JSON by RFC 6901 pointers, the pairs of a
 * form-encoded text as if they were members, header fields, cookies.
 *
 * <p>Reading is total: what is not there, or is no text, number or boolean, is empty. {@code
 * toString} shows the status alone.
 */
public final class ReplyData {
  private final HttpReply reply;
  private final @Nullable JsonTree json;
  private final Map<String, String> pairs;

  private ReplyData(HttpReply reply, @Nullable JsonTree json, Map<String, String> pairs) {
    this.reply = reply;
    this.json = json;
    this.pairs = pairs;
  }

  /** Reads a reply, whatever is in it. */
  public static ReplyData of(HttpReply reply) {
    String text = text(reply.body().content()).strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        return new ReplyData(reply, JsonTree.parse(text), Map.of());
      } catch (JsonTree.Malformed malformed) {
        return new ReplyData(reply, null, Map.of());
      }
    }
    return new ReplyData(reply, null, pairs(text));
  }

  private static String text(ByteBuffer content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(content).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException otherCharset) {
      return "";
    }
  }

  /** Nothing but pairs may be there: of a page of HTML, no part is taken for one. */
  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new TreeMap<>();
    for (String pair : text.split("&", -1)) {
      int end = pair.indexOf('=');
      if (end <= 0 || !pair.substring(0, end).matches("[A-Za-z0-9_.%+-]+")) {
        return Map.of();
      }
      try {
        pairs.putIfAbsent(decoded(pair.substring(0, end)), decoded(pair.substring(end + 1)));
      } catch (IllegalArgumentException malformed) {
        return Map.of();
      }
    }
    return pairs;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Returns the status. */
  public int status() {
    return reply.status();
  }

  /** Returns whether its body is JSON, or pairs, at all. */
  public boolean isReadable() {
    return json != null || !pairs.isEmpty();
  }

  /** Returns the text, number or boolean at a JSON pointer, as it is spelled there. */
  public Optional<String> at(String pointer) {
    if (json != null) {
      return json.text(pointer);
    }
    String name = pointer.startsWith("/") ? pointer.substring(1) : pointer;
    return Optional.ofNullable(pairs.get(name.replace("~1", "/").replace("~0", "~")));
  }

  /** Returns the text at a JSON pointer; empty if something else is there, or nothing. */
  public Optional<String> text(String pointer) {
    return json == null ? Optional.empty() : json.string(pointer);
  }

  /** Returns whether something of JSON other than null is at a pointer. */
  public boolean has(String pointer) {
    return json != null && json.has(pointer);
  }

  /** Returns whether an object of JSON is at a pointer, be it an empty one. */
  public boolean isObject(String pointer) {
    return json != null && json.isObject(pointer);
  }

  /** Returns the names of the object at a JSON pointer, sorted; none if no object is there. */
  public List<String> names(String pointer) {
    return json == null ? List.of() : json.names(pointer);
  }

  /** Returns the first line of a header field. */
  public Optional<String> header(String name) {
    List<String> lines = reply.headers().getOrDefault(name, List.of());
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(0));
  }

  /** Returns the value of a cookie that the reply sets (RFC 6265 §5.2); one set twice, the last. */
  public Optional<String> cookie(String name) {
    Optional<String> value = Optional.empty();
    for (String line : reply.headers().getOrDefault("Set-Cookie", List.of())) {
      String pair = line.split(";", 2)[0];
      int end = pair.indexOf('=');
      if (end > 0 && pair.substring(0, end).strip().equals(name)) {
        value = Optional.of(pair.substring(end + 1).strip());
      }
    }
    return value.filter(text -> !text.isEmpty());
  }

  /** Returns the other side's time, where it says one: its clock may not be ours. */
  public Optional<Instant> date() {
    return header("Date").flatMap(ReplyData::instant);
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          Instant.from(
              DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(date.strip())));
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  /** Returns whether the same call may be answered otherwise later (408, 425, 429 and 5xx). */
  public boolean mayPass() {
    return switch (status()) {
      case 408, 425, 429 -> true;
      default -> status() >= 500;
    };
  }

  /**
   * Returns how long the other side wants to be left alone (RFC 9110 §10.2.3): a number of seconds,
   * or a moment, measured by its own clock where it says a {@code Date}.
   */
  public Optional<Duration> retryAfter(Clock clock) {
    String said = header("Retry-After").orElse("").strip();
    if (said.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(said)));
    }
    return instant(said)
        .map(moment -> Duration.between(date().orElseGet(clock::instant), moment))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  /**
   * Returns scheme, host and port of where a redirect leads; empty if it is none. The rest of the
   * address may hold what was sent, and is not to be shown.
   *
   * @param asked the address that gave this reply
   */
  public Optional<String> redirectedTo(URI asked) {
    if (status() < 300 || status() > 399) {
      return Optional.empty();
    }
    return header("Location")
        .flatMap(location -> {
          try {
            return Optional.of(Origin.of(Redirection.resolved(asked, location.strip())));
          } catch (IllegalArgumentException malformed) {
            return Optional.empty();
          }
        });
  }

  @Override
  public String toString() {
    return "ReplyData[" + reply.status() + "]";
  }
}
