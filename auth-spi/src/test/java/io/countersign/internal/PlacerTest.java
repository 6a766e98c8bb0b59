package io.countersign.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.AuthException;
import io.countersign.Vectors;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.Credentials;
import io.countersign.spi.Place;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlacerTest {
  private static final URI API = URI.create("https://api.example/v1");

  static Stream<Named<JsonNode>> vectors() {
    return Vectors.of(PlacerTest.class, "placer.json");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void place_vector_givesTheRequestOrTheRefusal(JsonNode vector) {
    AuthRequest request = request(vector.get("request"));
    Credentials credentials = credentials(vector.get("credentials"));
    boolean replace = vector.path("replace").asBoolean();
    if (vector.has("error")) {
      AuthException refusal =
          catchThrowableOfType(
              AuthException.class, () -> Placer.place(request, credentials, replace));
      assertThat(refusal).isNotNull();
      assertThat(refusal.category()).isEqualTo(AuthException.Category.REQUEST);
      assertThat(refusal).hasMessageContaining(vector.get("error").asText());
      assertThat(refusal.getMessage()).doesNotContain("s3cr3t");
      assertThat(refusal.getCause()).isNull();
    } else {
      AuthRequest placed = Placer.place(request, credentials, replace);
      AuthRequest expected = request(vector.get("expected"));
      assertThat(placed.method()).isEqualTo(request.method());
      assertThat(placed.uri().toString()).isEqualTo(expected.uri().toString());
      assertThat(placed.headers()).isEqualTo(expected.headers());
      assertThat(hex(placed.body())).isEqualTo(hex(expected.body()));
    }
  }

  @Test
  void place_nothing_givesTheSameRequest() {
    AuthRequest request = AuthRequest.of("GET", API, Map.of(), new Body.Unread());

    assertThat(Placer.place(request, Credentials.none(), false)).isSameAs(request);
  }

  @Test
  void place_placedRequest_leavesTheOriginalAlone() {
    AuthRequest request = AuthRequest.of("GET", API, Map.of("Cookie", List.of("a=1")), Body.none());

    Placer.place(request, Credentials.cookie("b", "2").and(Credentials.header("X-A", "3")), false);

    assertThat(request.headers()).isEqualTo(Map.of("Cookie", List.of("a=1")));
  }

  @Test
  void place_bodyThatWasNotRead_waitsForItAndTheRestIsPlaced() {
    AuthRequest request = AuthRequest.of("POST", API, Map.of(), new Body.Unread());

    AuthRequest placed =
        Placer.place(
            request, Credentials.form("k", "v").and(Credentials.header("X-A", "3")), false);

    assertThat(placed.body()).isInstanceOf(Body.Unread.class);
    assertThat(placed.headers()).isEqualTo(Map.of("X-A", List.of("3")));
  }

  @Test
  void place_bodyThatWasNotReadAndIsNotNeeded_staysUnread() {
    AuthRequest request = AuthRequest.of("POST", API, Map.of(), new Body.Unread());

    AuthRequest placed = Placer.place(request, Credentials.query("k", "v"), false);

    assertThat(placed.body()).isInstanceOf(Body.Unread.class);
  }

  @Test
  void place_bodyOf16MiB_isTheLargestThatTakesOne() {
    byte[] document = "{\"a\":\"\"}".getBytes(UTF_8);
    byte[] largest = new byte[BodyPlace.LARGEST];
    java.util.Arrays.fill(largest, (byte) ' ');
    System.arraycopy(document, 0, largest, 0, document.length);
    Map<String, List<String>> json = Map.of("Content-Type", List.of("application/json"));
    Credentials token = Credentials.json("/token", "v");

    AuthRequest placed =
        Placer.place(AuthRequest.of("POST", API, json, Body.of(largest)), token, false);
    assertThat(((Body.Bytes) placed.body()).content().remaining())
        .isEqualTo(BodyPlace.LARGEST + ",\"token\":\"v\"".length());

    byte[] larger = java.util.Arrays.copyOf(largest, BodyPlace.LARGEST + 1);
    AuthException refusal =
        catchThrowableOfType(
            AuthException.class,
            () -> Placer.place(AuthRequest.of("POST", API, json, Body.of(larger)), token, false));
    assertThat(refusal).hasMessageContaining("larger than 16 MiB");
  }

  @Test
  void with_requestOfAReplacingBlock_keepsReplacing() {
    AuthRequest request =
        AuthRequest.of("GET", API, Map.of("X-Key", List.of("old")), Body.none(), true);

    AuthRequest twice =
        request.with(Credentials.header("x-key", "new")).with(Credentials.header("X-KEY", "newer"));

    assertThat(twice.headers()).isEqualTo(Map.of("X-KEY", List.of("newer")));
  }

  @Test
  void with_requestOfAnotherBlock_refusesTheSecond() {
    AuthRequest once =
        AuthRequest.of("GET", API, Map.of(), Body.none()).with(Credentials.header("X-Key", "new"));

    assertThat(
            catchThrowableOfType(
                AuthException.class, () -> once.with(Credentials.header("x-key", "newer"))))
        .hasMessageContaining("on-conflict = replace");
  }

  private static AuthRequest request(JsonNode node) {
    Map<String, List<String>> headers = new TreeMap<>();
    node.path("headers")
        .properties()
        .forEach(header -> {
          List<String> lines = new ArrayList<>();
          if (header.getValue().isTextual()) {
            lines.add(header.getValue().asText());
          }
          header.getValue().forEach(line -> lines.add(line.asText()));
          headers.put(header.getKey(), lines);
        });
    Body body = Body.none();
    if (node.has("body")) {
      body = Body.of(node.get("body").asText().getBytes(UTF_8));
    } else if (node.has("hex")) {
      body = Body.of(HexFormat.of().parseHex(node.get("hex").asText()));
    }
    String uri = node.path("uri").asText("https://api.example/v1");
    return AuthRequest.of(node.path("method").asText("GET"), URI.create(uri), headers, body);
  }

  private static Credentials credentials(JsonNode node) {
    Credentials all = Credentials.none();
    for (JsonNode one : node) {
      Place place = Place.valueOf(one.get(0).asText().toUpperCase(java.util.Locale.ROOT));
      all = all.and(Credentials.of(place, one.get(1).asText(), one.get(2).asText()));
    }
    return all;
  }

  private static String hex(Body body) {
    if (!(body instanceof Body.Bytes bytes)) {
      return body.toString();
    }
    ByteBuffer content = bytes.content();
    byte[] octets = new byte[content.remaining()];
    content.get(octets);
    return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
