package io.countersign.secrets.file;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** In what a file of keys is written; told by the end of its name. */
enum Language {
  TOML(".toml") {
    @Override
    Document parse(String text) {
      return Toml.parse(text);
    }

    // A dotted key at the end of the file would belong to the last table of it.
    @Override
    String line(List<String> segments) {
      int last = segments.size() - 1;
      return super.line(segments.subList(last, last + 1))
          + (last == 0 ? "" : " under [" + bare(segments.subList(0, last)) + "]");
    }
  },
  HOCON(".conf") {
    @Override
    Document parse(String text) {
      return Hocon.parse(text, "HOCON");
    }
  },
  JSON(".json") {
    @Override
    Document parse(String text) {
      return Hocon.parse(text, "JSON");
    }

    @Override
    String line(List<String> segments) {
      return segments.stream().map(Language::quoted).collect(Collectors.joining(": { "))
          + ": \"…\""
          + " }".repeat(segments.size() - 1);
    }
  };

  static final Document UNKNOWN =
      new Document.Unusable("has no known ending", "name it .toml, .conf or .json");

  private final String ending;

  Language(String ending) {
    this.ending = ending;
  }

  static Optional<Language> of(Path file) {
    return Arrays.stream(values()).filter(each -> file.toString().endsWith(each.ending)).findAny();
  }

  /** Reads a file of keys. Total: it shows nothing of the text, and throws nothing. */
  static Document read(Path file, String text) {
    try {
      return of(file).map(language -> language.parse(text)).orElse(UNKNOWN);
    } catch (Depth.Exceeded | StackOverflowError deep) {
      // The parsers recurse, each in its own way, over nothing that is shared.
      return new Document.Unusable("nests too deeply", "make it flatter");
    }
  }

  abstract Document parse(String text);

  /** Returns the line that sets this key. */
  String line(List<String> segments) {
    return bare(segments) + " = \"…\"";
  }

  private static String bare(List<String> segments) {
    return segments.stream()
        .map(segment -> segment.matches("[A-Za-z0-9_-]+") ? segment : quoted(segment))
        .collect(Collectors.joining("."));
  }

  private static String quoted(String segment) {
    return '"' + segment.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
