package io.countersign.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
  private static final JsonFields FIELDS =
      JsonFields.of(
              """
              {"text": "grüße \\n ${x} {{y}}", "a.b/c~d": "x", "none": "", "number": 1.10,
               "flag": true, "null": null, "list": [], "object": {"text": "y"}}
              """)
          .orElseThrow();

  @Test
  void names_all_areThereInOrder() {
    assertThat(FIELDS.names())
        .containsExactly("a.b/c~d", "flag", "list", "none", "null", "number", "object", "text");
  }

  @Test
  void text_string_isGivenAsItIs() {
    assertThat(FIELDS.text("text")).contains("grüße \n ${x} {{y}}");
    assertThat(FIELDS.text("a.b/c~d")).contains("x");
    assertThat(FIELDS.text("none")).contains("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"number", "flag", "null", "list", "object", "absent", "a", ""})
  void text_anythingElse_isEmpty(String name) {
    assertThat(FIELDS.text(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "text, a text",
    "number, a number",
    "flag, true or false",
    "null, null",
    "list, a list",
    "object, an object",
    "absent, ''"
  })
  void kind_ofEach_isNamed(String name, String kind) {
    assertThat(FIELDS.kind(name).orElse("")).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "\"x\"", "[1]", "1", "{", "{a: 1}", "{\"a\": 1,}", "# {}", "{} {}"})
  void of_anythingButAnObject_isEmpty(String text) {
    assertThat(JsonFields.of(text)).isEmpty();
  }

  @Test
  void of_deepNesting_isEmptyAndNoStackEnds() {
    assertThat(JsonFields.of("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
        .isEmpty();
  }

  @Test
  void toString_showsNothing() {
    assertThat(FIELDS).hasToString("JsonFields");
  }
}
