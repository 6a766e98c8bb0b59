package io.countersign.cli.imports;

import java.util.Map;
import java.util.Optional;

/** Turns the formats of dates that other tools write into patterns of java.time. */
final class Dates {
  private static final Map<Character, String> DIRECTIVES =
      Map.of(
          'Y', "yyyy", 'm', "MM", 'd', "dd", 'H', "HH", 'M', "mm", 'S', "ss", 'f', "SSSSSS", 'z',
          "XX", 'Z', "VV");

  private Dates() {}

  /**
   * Returns the pattern; the empty one if the moment is read without any (RFC 3339, seconds), and
   * nothing if the format is not known.
   */
  static Optional<String> pattern(String format) {
    if (format.equals("%s")
        || format.startsWith("%Y-%m-%dT%H:%M:%S")
        || format.startsWith("YYYY-MM-DDTHH:mm:ss")) {
      return Optional.of("");
    }
    if (format.equals("%ms") || format.equals("%epoch_ms")) {
      return Optional.of("epoch-millis");
    }
    if (!format.contains("%")) {
      return format.matches("[YMDHhmsSZ :/.-]+") && format.contains("YYYY")
          ? Optional.of(format.replace("YYYY", "yyyy").replace("DD", "dd"))
          : Optional.empty();
    }
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char letter = format.charAt(i);
      if (letter == '%') {
        i++;
        String known = i < format.length() ? DIRECTIVES.get(format.charAt(i)) : null;
        if (known == null) {
          return Optional.empty();
        }
        pattern.append(known);
      } else if (Character.isLetter(letter)) {
        pattern.append('\'').append(letter).append('\'');
      } else if (" :/.-+,".indexOf(letter) >= 0) {
        pattern.append(letter);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(pattern.toString());
  }
}
