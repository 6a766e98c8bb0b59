package io.countersign.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Authenticator;
import io.countersign.spi.Credentials;
import io.countersign.spi.Place;
import io.countersign.testkit.adapter.Api.Seen;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Credentials reach no second origin: every placement, every redirect, every way to be another. */
abstract class SecondOriginScenarios {
  /** Digits only, so that it can be a JSON literal too. */
  private static final String SECRET = "82034199203488712";

  @TempDir static Path folder;
  private static Loopbacks tls;

  abstract Adapter adapter();

  enum Elsewhere {
    OTHER_PORT,
    OTHER_NAME,
    OUT_OF_THE_PATH,
    HTTP_TO_HTTPS,
    HTTPS_TO_HTTP
  }

  @BeforeAll
  static void certificate() throws Exception {
    tls = Loopbacks.in(folder);
  }

  static Stream<Arguments> table() {
    List<Arguments> rows = new ArrayList<>();
    for (Place place : Place.values()) {
      for (int status : List.of(301, 302, 303, 307, 308)) {
        for (Elsewhere elsewhere : Elsewhere.values()) {
          for (Mode mode : Mode.values()) {
            rows.add(Arguments.of(place, status, elsewhere, mode));
          }
        }
      }
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("table")
  void send_redirectedElsewhere_goesThereBare(
      Place place, int status, Elsewhere elsewhere, Mode mode) throws Exception {
    List<URI> target = new ArrayList<>();
    boolean fromSecure = elsewhere == Elsewhere.HTTPS_TO_HTTP;
    try (Api second =
            elsewhere == Elsewhere.HTTP_TO_HTTPS
                ? Api.secure(tls.server(), seen -> Api.Answer.of(200))
                : Api.of(seen -> Api.Answer.of(200));
        Api first = api(fromSecure, seen -> redirectOrOk(seen, status, target))) {
      target.add(
          switch (elsewhere) {
            case OTHER_PORT, HTTP_TO_HTTPS, HTTPS_TO_HTTP -> second.at("/v1/b");
            case OTHER_NAME -> first.at("127.0.0.1", "/v1/b");
            case OUT_OF_THE_PATH -> first.at("/v2/b");
          });
      Answer response;
      try (Adapter.Client client = client(first, place)) {
        response = mode.send(client, request(first, place));
      }
      assertThat(first.seen.get(0).holds(SECRET)).as("the first is authenticated").isTrue();
      boolean here = elsewhere == Elsewhere.OTHER_NAME || elsewhere == Elsewhere.OUT_OF_THE_PATH;
      List<Seen> there = here ? first.seen.subList(1, first.seen.size()) : second.seen;
      if (fromSecure) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(there).isEmpty();
      } else {
        assertThat(response.status()).isEqualTo(200);
        assertThat(there).hasSize(1).noneMatch(seen -> seen.holds(SECRET));
      }
      if (elsewhere != Elsewhere.OUT_OF_THE_PATH) {
        assertThat(there).allMatch(seen -> seen.header("Authorization").isEmpty());
      }
      assertThat(response.shown().toString()).doesNotContain(SECRET);
    }
  }

  private static Api api(boolean secure, java.util.function.Function<Seen, Api.Answer> answers)
      throws Exception {
    return secure ? Api.secure(tls.server(), answers) : Api.of(answers);
  }

  private static Api.Answer redirectOrOk(Seen seen, int status, List<URI> target) {
    // As careless a server as can be: it repeats the query, key and all.
    String query = seen.uri().getRawQuery();
    return seen.uri().getPath().equals("/v1/a")
        ? Api.Answer.to(status, target.get(0) + (query == null ? "" : "?" + query))
        : Api.Answer.of(200);
  }

  private Adapter.Client client(Api first, Place place) throws Exception {
    String name = place.name().startsWith("JSON") ? "/key" : "key";
    Authenticator bound =
        Bound.crm(
            Steps.always(Credentials.of(place, name, SECRET)), first.at("/v1").toString(), false);
    return adapter().open(bound, new Adapter.Options(Optional.of(tls.trusting()), true));
  }

  private static Ask request(Api first, Place place) {
    boolean json = place.name().startsWith("JSON");
    return Ask.post(
            first.at("/v1/a"),
            json ? "application/json" : "application/x-www-form-urlencoded",
            (json ? "{}" : "a=1").getBytes(StandardCharsets.UTF_8))
        .with("Authorization", "mine");
  }
}
