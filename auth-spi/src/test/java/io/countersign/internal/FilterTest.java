package io.countersign.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterTest {
  private static List<Filter> filters(String written) {
    return Stream.of(written.split("\\|", -1))
        .map(one -> Objects.requireNonNull(Filter.parse(one.strip()), one))
        .toList();
  }

  /** The hashes were made by openssl dgst. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "lower ~ ÄB c ~ äb c",
        "upper ~ äß ~ ÄSS",
        "urlencode ~ a b/ä ~ a%20b%2F%C3%A4",
        "trim ~ '  a b\t' ~ a b",
        "sha256 ~ abc ~ ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "md5 ~ abc ~ 900150983cd24fb0d6963f7d28e17f72",
        "md5 | upper ~ abc ~ 900150983CD24FB0D6963F7D28E17F72",
        "sha256 | base64 ~ abc ~ ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        "sha256 | base64url ~ abc ~ ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
        "md5 | lower | base64 ~ abc ~ OTAwMTUwOTgzY2QyNGZiMGQ2OTYzZjdkMjhlMTdmNzI=",
        "md5 | base64 | md5 ~ abc ~ 422ae361d41a3ff350853ca3f22f04f1",
        "trim | json:/a | upper ~ ' {\"a\":\"x\"} ' ~ X",
      })
  void through_text_isFiltered(String written, String value, String result) {
    assertThat(Filter.through(filters(written), value)).isEqualTo(result);
    assertThat(Filter.through(filters(written), value.getBytes(UTF_8)))
        .isEqualTo(result.getBytes(UTF_8));
  }

  @Test
  void through_anyOctets_losesNoneAndIsTotal() {
    Random random = new Random(20261121);
    List<String> names = new ArrayList<>(List.of("base64", "base64url", "urlencode", "json:/a"));
    names.addAll(Filter.OF_REQUESTS);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = new byte[random.nextInt(20)];
      random.nextBytes(octets);
      List<Filter> chain = new ArrayList<>();
      for (int length = 1 + random.nextInt(3); length > 0; length--) {
        chain.addAll(filters(names.get(random.nextInt(names.size()))));
      }
      try {
        assertThat(Filter.through(chain, octets)).isNotNull();
      } catch (Filter.Unusable unusable) {
        assertThat(unusable.getMessage()).startsWith("it ");
      }
      assertThat(Base64.getDecoder().decode(Filter.through(filters("base64"), octets)))
          .isEqualTo(octets);
    }
  }
}
