package io.countersign.oauth2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaidTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pä ss+/~*\"1 | bad pä ss+/~*\"1 given | bad … given",
        "pä ss+/~*\"1 | p%C3%A4+ss%2B%2F%7E*%221 | …",
        "pä ss+/~*\"1 | p%c3%a4%20ss%2b%2f~%2a%221 | …",
        "pä ss+/~*\"1 | \\\"pä ss+/~*\\\"1\\\" | \\\"…\\\"",
        "hunter2 | aHVudGVyMg== and aHVudGVyMg | …== and …",
        "Basic aWQ6c2VjcmV0 | got aWQ6c2VjcmV0 | got …",
        "abc | abcabc ABC | …… ABC",
        "$1 | costs $1 | costs …",
      })
  void without_aValueInAnySpelling_isAGap(String secret, String text, String shown) {
    assertThat(Said.without(List.of(secret), text)).isEqualTo(shown);
  }

  @Test
  void without_valuesInsideOneAnother_leavesNoRest() {
    assertThat(Said.without(List.of("abc", "abcdef", "cd"), "abcdef abcd")).isEqualTo("… …d");
  }

  @Test
  void without_valueWithControlCharacters_isFoundBeforeTheyAreTakenOut() {
    assertThat(Said.without(List.of("one\r\ntwo"), "say one\r\ntwo")).isEqualTo("say …");
  }

  @Test
  void without_controlsAndDirections_isOneLine() {
    assertThat(Said.without(List.of(), "a\u0000\r\nb\u202Ec\u2028d\u001B[31m\uD800"))
        .isEqualTo("a b c d [31m");
  }

  @Test
  void without_emptyAndShortValues_changeNothing() {
    assertThat(Said.without(List.of("", "a"), "a banana")).isEqualTo("a banana");
  }

  @Test
  void without_longText_isCutAt200Characters() {
    assertThat(Said.without(List.of(), "😀".repeat(300))).isEqualTo("😀".repeat(200) + "…");
  }
}
