package io.countersign.cli.imports;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Writes blocks of {@code application.conf} for what the documents of other tools say. */
public final class Imports {
  private static final Map<String, BiFunction<Document, String, Draft>> KINDS =
      Map.of(
          "airbyte",
          AirbyteImport::draft,
          "dlt",
          DltImport::draft,
          "openapi",
          OpenApiImport::draft);

  private Imports() {}

  /** Returns the kinds of documents, sorted. */
  public static List<String> kinds() {
    return KINDS.keySet().stream().sorted().toList();
  }

  /** Returns the bytes beyond which a document is refused. */
  public static int limit() {
    return Document.LIMIT;
  }

  /**
   * Returns the configuration that says what a document says.
   *
   * @param kind one of {@link #kinds()}
   * @param file what it is called
   * @param name that of the block; null to take it from the document
   * @throws ImportException if it cannot be read, or is no document of that kind
   */
  public static String configuration(
      String kind, String file, byte[] content, @Nullable String name) {
    BiFunction<Document, String, Draft> reader = KINDS.get(kind);
    if (reader == null) {
      throw new IllegalArgumentException("no kind of document: " + kind);
    }
    Document document = Document.of(file, content);
    String title = kind.equals("openapi") ? OpenApiImport.name(document) : null;
    String block = name != null ? name : title != null ? title : usual(file);
    try {
      return reader.apply(document, Fields.kebab(block)).print(shown(file), kind);
    } catch (StackOverflowError deep) {
      throw document.fault(document.root().at(), "refers to itself, or is nested too deep");
    }
  }

  private static String shown(String file) {
    return file.replace('\\', '/').replaceFirst(".*/", "");
  }

  /** Returns a name by that of the file; one that says nothing gives way to that of its folder. */
  private static String usual(String file) {
    String[] parts = file.replace('\\', '/').split("/", -1);
    String name = shown(file).replaceFirst("\\.[^.]*$", "");
    boolean says =
        !List.of("manifest", "config", "openapi", "swagger", "secrets", "")
            .contains(name.toLowerCase(Locale.ROOT));
    String word = says ? name : parts.length > 1 ? parts[parts.length - 2] : "api";
    return Fields.kebab(word.replaceFirst("^source[-_]", ""));
  }
}
