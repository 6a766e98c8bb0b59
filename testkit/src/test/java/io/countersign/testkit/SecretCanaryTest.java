package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCanaryTest {
  private final SecretCanary canary = new SecretCanary();
  private final String secret = canary.secret("crm");
  private final byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);

  @Test
  void leaksIn_plainText_namesTheLabelAndTheNumber() {
    assertThat(canary.leaksIn("clean", "token=" + secret + ";"))
        .containsExactly("crm as text in number 2 (String)");
  }

  @Test
  void leaksIn_named_saysTheName() {
    assertThat(canary.leaksIn(SecretCanary.named("Found.place", secret)))
        .containsExactly("crm as text in Found.place");
  }

  @Test
  void leaksIn_urlEncodedOnceOrTwice_isSeen() {
    String once = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String twice = URLEncoder.encode(once, StandardCharsets.UTF_8);

    assertThat(once).doesNotContain(secret);
    assertThat(canary.leaksIn("?key=" + once)).isNotEmpty();
    assertThat(canary.leaksIn("?next=" + twice)).isNotEmpty();
  }

  @Test
  void leaksIn_formEncodedBlanks_areSeen() {
    String blanks = canary.watch("blanks", "two words, ß");

    assertThat(canary.leaksIn("a=" + URLEncoder.encode(blanks, StandardCharsets.UTF_8)))
        .containsExactly("blanks as text in number 1 (String)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "user:", "some.one@example.org:"})
  void leaksIn_base64AtAnyAlignment_isSeen(String before) {
    byte[] longer = (before + secret + ":tail").getBytes(StandardCharsets.UTF_8);
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();

    assertThat(canary.leaksIn("Basic " + Base64.getEncoder().encodeToString(longer)))
        .containsExactly("crm as base64 in number 1 (String)");
    assertThat(canary.leaksIn("x." + url.encodeToString(longer) + ".y")).isNotEmpty();
    assertThat(canary.leaksIn(Base64.getMimeEncoder(8, new byte[] {'\n'}).encodeToString(longer)))
        .isNotEmpty();
    assertThat(
            canary.leaksIn(
                URLEncoder.encode(
                    Base64.getEncoder().encodeToString(longer), StandardCharsets.UTF_8)))
        .isNotEmpty();
  }

  @Test
  void leaksIn_hexOfEitherCase_isSeen() {
    assertThat(canary.leaksIn(HexFormat.of().formatHex(bytes)))
        .containsExactly("crm as hex in number 1 (String)");
    assertThat(canary.leaksIn(HexFormat.of().withUpperCase().formatHex(bytes))).isNotEmpty();
  }

  @Test
  void leaksIn_causeAndSuppressedAndObject_areSeen() {
    IllegalStateException outer = new IllegalStateException("outer");
    outer.addSuppressed(new IllegalArgumentException("inner", new RuntimeException(secret)));

    assertThat(canary.leaksIn(outer))
        .containsExactly("crm as text in number 1 (IllegalStateException)");
    assertThat(canary.leaksIn(List.of(secret))).isNotEmpty();
  }

  @Test
  void leaksIn_whatIsNoLeak_isEmpty() {
    assertThat(
            canary.leaksIn(
                "100 % + %zz & Q2FuYXJ5 canary/crm", new RuntimeException("50%"), List.of()))
        .isEmpty();
  }

  @Test
  void assertAbsentFrom_leak_failsWithoutShowingIt() {
    assertThatThrownBy(() -> canary.assertAbsentFrom(secret))
        .isInstanceOf(AssertionError.class)
        .hasMessage("secrets leak: crm as text in number 1 (String)")
        .hasMessageNotContaining(secret);
  }

  @Test
  void watch_tooShort_isRefused() {
    assertThatThrownBy(() -> canary.watch("pin", "1234"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("1234");
  }
}
