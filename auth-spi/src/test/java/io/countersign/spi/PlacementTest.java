package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.AuthException;
import io.countersign.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlacementTest {

  static Stream<Named<JsonNode>> vectors() {
    return Vectors.of(PlacementTest.class, "placements.json");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void new_vector_isTakenOrRefusedWithoutItsValue(JsonNode vector) {
    Place place = Place.valueOf(vector.get("place").asText());
    String name = vector.get("at").asText();
    String value = vector.get("value").asText();
    if (vector.has("error")) {
      AuthException refusal =
          catchThrowableOfType(AuthException.class, () -> new Placement(place, name, value));
      assertThat(refusal).isNotNull();
      assertThat(refusal.category()).isEqualTo(AuthException.Category.REQUEST);
      assertThat(refusal).hasMessageContaining(vector.get("error").asText()).hasNoCause();
      assertThat(refusal.getMessage()).doesNotContain("s3cr3t").matches("[ -~§…]*");
    } else {
      assertThat(new Placement(place, name, value).value()).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HEADER, X-A,    HEADER, x-a,          true",
    "HEADER, X-A,    HEADER, X-B,          false",
    "HEADER, cookie, COOKIE, sid,          true",
    "HEADER, sid,    COOKIE, sid,          false",
    "QUERY,  k,      QUERY,  k,            true",
    "QUERY,  k,      QUERY,  K,            false",
    "QUERY,  k,      FORM,   k,            false",
    "COOKIE, sid,    COOKIE, SID,          false",
    "FORM,   k,      FORM,   k,            true",
    "FORM,   k,      JSON,   /k,           true",
    "JSON,   /a,     JSON,   /a,           true",
    "JSON,   /a,     JSON_LITERAL, /a,     true",
    "JSON,   /a,     JSON,   /a/b,         true",
    "JSON,   /a,     JSON,   /ab,          false",
    "JSON,   /a/b,   JSON,   /a/c,         false",
    "JSON,   /,      JSON,   /a,           false",
  })
  void and_twoPlacements_refusesThoseThatOneRequestCannotCarry(
      Place place, String name, Place otherPlace, String otherName, boolean clash) {
    Credentials one = Credentials.of(place, name, "0");
    Credentials other = Credentials.of(otherPlace, otherName, "0");

    if (clash) {
      assertThat(catchThrowableOfType(AuthException.class, () -> one.and(other)))
          .hasMessage(
              one.placements().get(0).where()
                  + " and "
                  + other.placements().get(0).where()
                  + " cannot both go on one request; nothing was sent");
      assertThat(catchThrowableOfType(AuthException.class, () -> other.and(one))).isNotNull();
    } else {
      assertThat(one.and(other).placements()).hasSize(2);
      assertThatCode(() -> other.and(one)).doesNotThrowAnyException();
    }
  }

  @Test
  void and_none_givesTheOthers() {
    Credentials one = Credentials.header("X-A", "1");

    assertThat(Credentials.none().and(one)).isSameAs(one);
    assertThat(one.and(Credentials.none()).placements()).isEqualTo(one.placements());
  }

  @Test
  void toString_anyCredentials_namesPlacesOnly() {
    Credentials all =
        Credentials.header("X-A", "s3cr3t")
            .and(Credentials.query("k", "s3cr3t"))
            .and(Credentials.of(Place.JSON_LITERAL, "/n", "4711"));

    assertThat(all).hasToString("Credentials[header X-A, query k, json /n]");
  }
}
