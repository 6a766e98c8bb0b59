package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "20 min, PT20M",
    "20min, PT20M",
    "1 minute, PT1M",
    "5 m, PT5M",
    "500 ms, PT0.5S",
    "0 s, PT0S",
    "30 seconds, PT30S",
    "2 h, PT2H",
    "14 d, PT336H",
    "1 day, PT24H",
    "2 w, PT336H",
    "1 week, PT168H",
    "1 WEEK, PT168H",
    "' 10 s ', PT10S",
    "PT1H, PT1H",
    "pt90s, PT1M30S",
    "P14D, PT336H",
    "36500 d, PT876000H",
  })
  void duration_withUnit_isRead(String written, Duration duration) {
    assertThat(Words.duration(written)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20",
        "min",
        "1.5 h",
        "-1 s",
        "20 parsecs",
        "1 mo",
        "1 y",
        "P1Y",
        "PT-5S",
        "P",
        "20 min 5 s",
        "36501 d",
        "99999999999 w",
        "9999999999999 s",
        "999999999999 d",
        "PT99999999999999H"
      })
  void duration_anythingElse_isRefused(String written) {
    assertThatThrownBy(() -> Words.duration(written)).isInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.example", "http://127.0.0.1:8080/x?y=z", "https://[::1]/"})
  void uri_absolute_isRead(String written) {
    assertThat(Words.uri(written)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/path",
        "api.example",
        "mailto:a@b",
        "https://",
        "https://a b",
        "https://me:s3cr3t@a.example"
      })
  void uri_anythingElse_isRefused(String written) {
    assertThatThrownBy(() -> Words.uri(written)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "yes, true", "on, true", "false, false", "no, false", "off, false"})
  void flag_word_isRead(String written, boolean flag) {
    assertThat(Words.flag(written)).isEqualTo(flag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "True", "1", "maybe"})
  void flag_anythingElse_isRefused(String written) {
    assertThatThrownBy(() -> Words.flag(written)).isInstanceOf(IllegalArgumentException.class);
  }
}
