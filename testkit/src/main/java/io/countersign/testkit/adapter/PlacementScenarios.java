package io.countersign.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.AuthException;
import io.countersign.Authenticator;
import io.countersign.spi.Credentials;
import io.countersign.spi.Place;
import io.countersign.testkit.SecretCanary;
import io.countersign.testkit.adapter.Api.Seen;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every promise for every placement, in both modes. */
abstract class PlacementScenarios {
  /** Digits only, so that they can be JSON literals too. */
  private static final String NEW = "82034199203488712";

  private static final String OLD = "71290033511847266";

  private final SecretCanary canary = new SecretCanary();

  abstract Adapter adapter();

  static Stream<Arguments> table() {
    List<Arguments> cells = new ArrayList<>();
    for (Promise promise : Promise.values()) {
      for (Place place : Place.values()) {
        for (Mode mode : Mode.values()) {
          cells.add(Arguments.of(promise, place, mode));
        }
      }
    }
    return cells.stream();
  }

  @ParameterizedTest
  @MethodSource("table")
  void send_everyPlacement_keepsEveryPromise(Promise promise, Place place, Mode mode)
      throws Exception {
    canary.watch("new", NEW);
    canary.watch("old", OLD);
    switch (promise) {
      case ARRIVES -> arrives(place, mode);
      case CONFLICT -> conflict(place, mode);
      case REPLACES -> replaces(place, mode);
      case UNFIT -> unfit(place, mode);
      case RENEWED -> renewed(place, mode);
      case SAME_ORIGIN -> sameOrigin(place, mode);
      case OTHER_ORIGIN -> otherOrigin(place, mode);
      case ONE_SHOT -> oneShot(place, mode);
      case NOT_TWICE -> notTwice(place, mode);
      case HIDDEN -> hidden(place, mode);
      case HIDDEN_IN_FAILURES -> hiddenInFailures(place, mode);
    }
  }

  private static boolean isJson(Place place) {
    return place == Place.JSON || place == Place.JSON_LITERAL;
  }

  private static Credentials at(Place place, String value) {
    return Credentials.of(place, isJson(place) ? "/key" : "key", value);
  }

  private static Ask post(URI uri, Place place) {
    return Ask.post(
            uri,
            isJson(place) ? "application/json" : "application/x-www-form-urlencoded",
            (isJson(place) ? "{\"a\": 1}" : "a=1")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .with("X-Mine", "stays")
        .with("Cookie", "mine=1");
  }

  /** Returns the request as it looks when this value was placed. */
  private static String[] expected(Place place, String value) {
    String query = "x=1" + (place == Place.QUERY ? "&key=" + value : "");
    String body =
        switch (place) {
          case FORM -> "a=1&key=" + value;
          case JSON -> "{\"a\": 1,\"key\":\"" + value + "\"}";
          case JSON_LITERAL -> "{\"a\": 1,\"key\":" + value + "}";
          default -> "a=1";
        };
    String cookie = "mine=1" + (place == Place.COOKIE ? "; key=" + value : "");
    return new String[] {query, body, cookie, place == Place.HEADER ? value : ""};
  }

  private static void looks(Seen seen, Place place, String value) {
    String[] expected = expected(place, value);
    assertThat(seen.uri().getRawQuery()).isEqualTo(expected[0]);
    assertThat(seen.body().replace(", \"key\"", ",\"key\"").replace("\"key\": ", "\"key\":"))
        .isEqualTo(expected[1]);
    assertThat(seen.header("Cookie")).isEqualTo(expected[2]);
    assertThat(seen.header("key")).isEqualTo(expected[3]);
    assertThat(seen.header("X-Mine")).isEqualTo("stays");
    assertThat(seen.method()).isEqualTo("POST");
  }

  private Adapter.Client client(Authenticator authenticator) throws Exception {
    return adapter().open(authenticator, Adapter.Options.PLAIN);
  }

  private void arrives(Place place, Mode mode) throws Exception {
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Adapter.Client client = client(Steps.always(at(place, NEW)))) {
      Answer answer = mode.send(client, post(api.at("/a?x=1"), place));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(api.seen).hasSize(1);
      looks(api.seen.get(0), place, NEW);
    }
  }

  /** A request that has the name already. */
  private static Ask taken(URI base, Place place) {
    String type = isJson(place) ? "application/json" : "application/x-www-form-urlencoded";
    String body = isJson(place) ? "{\"key\": 7}" : place == Place.FORM ? "key=mine" : "a=1";
    URI uri = base.resolve(place == Place.QUERY ? "/a?key=mine" : "/a");
    Ask ask = Ask.post(uri, type, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return place == Place.HEADER
        ? ask.with("Key", "mine")
        : place == Place.COOKIE ? ask.with("Cookie", "key=mine") : ask;
  }

  private Authenticator bound(Api api, Place place, boolean replace) {
    return Bound.crm(Steps.always(at(place, NEW)), api.at("").toString(), replace);
  }

  private void conflict(Place place, Mode mode) throws Exception {
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Adapter.Client client = client(bound(api, place, false))) {
      Throwable failure = catchThrowable(() -> mode.send(client, taken(api.at("/"), place)));
      assertThat(failure)
          .isInstanceOf(AuthException.class)
          .hasMessageStartingWith("crm: ")
          .hasMessageContaining("nothing was sent");
      assertThat(canary.leaksIn(failure)).isEmpty();
      assertThat(api.seen).isEmpty();
    }
  }

  private void replaces(Place place, Mode mode) throws Exception {
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Adapter.Client client = client(bound(api, place, true))) {
      assertThat(mode.send(client, taken(api.at("/"), place)).status()).isEqualTo(200);
      Seen seen = api.seen.get(0);
      assertThat(seen.holds(NEW)).isTrue();
      assertThat(seen.holds("mine")).isFalse();
      assertThat(seen.body()).doesNotContain("7}");
    }
  }

  private void unfit(Place place, Mode mode) throws Exception {
    String value =
        switch (place) {
          case JSON -> NEW + "\ud800";
          case JSON_LITERAL -> NEW + "x";
          default -> NEW + "\r\nX-Injected: 1";
        };
    Authenticator authenticator = request -> Steps.send(at(place, value));
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Adapter.Client client = client(authenticator)) {
      Throwable failure = catchThrowable(() -> mode.send(client, post(api.at("/a"), place)));
      assertThat(failure).isInstanceOf(AuthException.class);
      assertThat(canary.leaksIn(failure)).isEmpty();
      assertThat(api.seen).isEmpty();
    }
  }

  private void renewed(Place place, Mode mode) throws Exception {
    try (Api api = Api.of(seen -> Api.Answer.of(seen.holds(NEW) ? 200 : 401));
        Adapter.Client client = client(Steps.renewing(at(place, OLD), at(place, NEW)))) {
      Answer answer = mode.send(client, post(api.at("/a?x=1"), place));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(api.seen).hasSize(2);
      looks(api.seen.get(0), place, OLD);
      looks(api.seen.get(1), place, NEW);
    }
  }

  private void sameOrigin(Place place, Mode mode) throws Exception {
    try (Api api =
            Api.of(seen ->
                seen.uri().getPath().equals("/a")
                    ? Api.Answer.to(307, "/b?" + seen.uri().getRawQuery())
                    : Api.Answer.of(200));
        Adapter.Client client = client(Steps.always(at(place, NEW)))) {
      assertThat(mode.send(client, post(api.at("/a?x=1"), place)).status()).isEqualTo(200);
      assertThat(api.seen).hasSize(2);
      looks(api.seen.get(1), place, NEW);
    }
  }

  private void otherOrigin(Place place, Mode mode) throws Exception {
    try (Api other = Api.of(seen -> Api.Answer.of(200));
        Api api =
            Api.of(
                seen -> Api.Answer.to(307, other.at("/b?" + seen.uri().getRawQuery()).toString()));
        Adapter.Client client = client(bound(api, place, false))) {
      assertThat(mode.send(client, post(api.at("/a?x=1"), place)).status()).isEqualTo(200);
      assertThat(api.seen.get(0).holds(NEW)).isTrue();
      assertThat(other.seen).hasSize(1);
      assertThat(other.seen.get(0).holds(NEW)).isFalse();
      assertThat(other.seen.get(0).header("Cookie")).isEmpty();
    }
  }

  private void oneShot(Place place, Mode mode) throws Exception {
    try (Api api = Api.of(seen -> Api.Answer.of(200));
        Adapter.Client client = client(Steps.always(at(place, NEW)))) {
      Answer answer = mode.send(client, post(api.at("/a?x=1"), place).once());
      assertThat(answer.status()).isEqualTo(200);
      looks(api.seen.get(0), place, NEW);
    }
  }

  private void notTwice(Place place, Mode mode) throws Exception {
    boolean inMemory = Set.of(Place.FORM, Place.JSON, Place.JSON_LITERAL).contains(place);
    try (Api api = Api.of(seen -> Api.Answer.of(seen.holds(NEW) ? 200 : 401));
        Adapter.Client client = client(Steps.renewing(at(place, OLD), at(place, NEW)))) {
      Answer answer = mode.send(client, post(api.at("/a?x=1"), place).once());
      assertThat(answer.status()).isEqualTo(inMemory ? 200 : 401);
      assertThat(api.seen).hasSize(inMemory ? 2 : 1);
      looks(api.seen.get(0), place, OLD);
      if (inMemory) {
        looks(api.seen.get(1), place, NEW);
      } else {
        assertThat(answer.text()).isEqualTo("status 401");
      }
    }
  }

  private void hidden(Place place, Mode mode) throws Exception {
    try (Api api =
            Api.of(seen ->
                seen.uri().getPath().equals("/a")
                    ? Api.Answer.to(307, "/b?" + seen.uri().getRawQuery())
                    : Api.Answer.of(seen.holds(NEW) ? 200 : 401));
        Adapter.Client client = client(Steps.renewing(at(place, OLD), at(place, NEW)))) {
      Answer answer = mode.send(client, post(api.at("/a?x=1"), place));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.shown()).isNotEmpty();
      assertThat(canary.leaksIn(answer.shown().toArray())).isEmpty();
      assertThat(answer.uri().getRawQuery()).isEqualTo("x=1");
      assertThat(canary.leaksIn(client)).isEmpty();
    }
  }

  /** The worst that a server can answer: the request itself, where a status line should be. */
  private void hiddenInFailures(Place place, Mode mode) throws Exception {
    for (String answer :
        List.of("HTTP/1.1 %s\r\n", "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n", "HT")) {
      try (RawServer server =
              new RawServer((head, out) -> {
                RawServer.write(out, String.format(answer, String.join(" ", head)));
                out.close();
              });
          Adapter.Client client = client(Steps.always(at(place, NEW)))) {
        Throwable failure =
            catchThrowable(() -> mode.send(client, post(server.at("/a?x=1"), place)));
        assertThat(failure).isNotNull();
        assertThat(client.isBroken(failure)).as("%s", failure).isTrue();
        assertThat(canary.leaksIn(failure)).isEmpty();
      }
    }
  }
}
