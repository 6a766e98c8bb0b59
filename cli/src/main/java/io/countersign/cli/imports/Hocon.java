package io.countersign.cli.imports;

import java.util.List;
import java.util.stream.Collectors;

/** How HOCON writes texts and names. */
final class Hocon {
  private Hocon() {}

  /** Returns a text between quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(letter -> {
          switch (letter) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            default -> {
              if (Character.isISOControl(letter)) {
                quoted.append(String.format("\\u%04x", letter));
              } else {
                quoted.appendCodePoint(letter);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }

  /** Returns the name of a setting, between quotes where it needs them. */
  static String name(String name) {
    boolean directive = name.equals("include");
    return name.matches("[A-Za-z_][A-Za-z0-9_-]*") && !directive ? name : quoted(name);
  }

  /** Returns a word, between quotes where it needs them. */
  static String word(String word) {
    return word.matches("[A-Za-z0-9_][A-Za-z0-9_-]*") ? word : quoted(word);
  }

  /** Returns a list of what is written in HOCON already. */
  static String list(List<String> written) {
    return written.stream().collect(Collectors.joining(", ", "[", "]"));
  }
}
