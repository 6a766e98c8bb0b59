package io.countersign.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.spi.RequestWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TextSyntaxTest {
  private static final List<String> WORDS = List.of("self", "reply:");
  private static final List<String> OF_REQUESTS =
      Stream.concat(WORDS.stream(), RequestWords.NAMES.stream()).toList();

  static Stream<Named<Config>> vectors() {
    return ConfigFactory.parseResources(TextSyntaxTest.class, "text-syntax.json")
        .getConfigList("vectors")
        .stream()
        .map(vector -> Named.of("<" + vector.getString("text") + ">", vector));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void parse_text_givesPartsOrThePositionOfTheFault(Config vector) {
    String text = vector.getString("text");
    List<String> allowed = vector.hasPath("words") ? vector.getStringList("words") : List.of();

    if (vector.hasPath("parts")) {
      assertThat(parse(text, allowed)).containsExactlyElementsOf(vector.getStringList("parts"));
    } else {
      assertThat(parse(text, allowed))
          .singleElement()
          .asString()
          .startsWith("malformed template at character " + vector.getInt("position") + ": ")
          .contains(vector.getString("says"));
    }
  }

  @Test
  void parse_anyText_isTotalAndLosesNoLiteral() {
    Random random = new Random(20261121);
    String[] pieces = {
      "{{",
      "}}",
      "{",
      "}",
      "|",
      ":",
      "#",
      "?",
      "&",
      "=",
      "a",
      "vault",
      ".",
      "-",
      "9",
      " ",
      "\n",
      "self",
      "reply:",
      "literal:",
      "base64",
      "json:/x",
      "é",
      "\uD83D",
      "${",
      "now",
      "method",
      "request:",
      "lower",
      "sha256",
      "seconds",
      "date:",
      "yyyy"
    };
    int sound = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        List<TextPart> parts =
            TextSyntax.parse(text.toString(), random.nextBoolean() ? WORDS : OF_REQUESTS);
        assertThat(parts).isNotEmpty();
        if (!text.toString().contains("{{")) {
          assertThat(parts).containsExactly(new TextPart.Literal(text.toString()));
        }
        sound++;
      } catch (TextSyntax.Malformed malformed) {
        assertThat(malformed.what()).startsWith("malformed template at character ");
      }
    }
    assertThat(sound).isBetween(1_000, 19_000);
  }

  /** Writes parts so that they can stand in a data file; a fault is one entry. */
  private static List<String> parse(String text, List<String> allowed) {
    List<String> shown = new ArrayList<>();
    try {
      for (TextPart part : TextSyntax.parse(text, allowed)) {
        if (part instanceof TextPart.Literal literal) {
          shown.add("text " + literal.text());
        } else if (part instanceof TextPart.Reserved reserved) {
          shown.add("word " + reserved.word() + bars(reserved.filters()));
        } else if (part instanceof TextPart.Reference reference) {
          String kind =
              reference.ref().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
          shown.add(kind + " " + reference.ref() + bars(reference.filters()));
        }
      }
      return shown;
    } catch (TextSyntax.Malformed malformed) {
      return List.of(malformed.what());
    }
  }

  private static String bars(List<Filter> filters) {
    StringBuilder text = new StringBuilder();
    filters.forEach(filter -> text.append(" | ").append(filter));
    return text.toString();
  }
}
