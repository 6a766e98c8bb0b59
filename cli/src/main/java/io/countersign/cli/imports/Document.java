package io.countersign.cli.imports;

import io.countersign.cli.imports.Item.At;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A file that was read whole.
 *
 * @param file its name, for messages and for the name of the block
 */
record Document(String file, Item.Table root) {
  /** The bytes beyond which a document is not read. */
  static final int LIMIT = 16 << 20;

  /** How deep it may be nested. */
  static final int DEPTH = 100;

  /** How many values it may stand for. */
  static final int MOST_ITEMS = 2_000_000;

  /** Reads TOML where the name ends so, else YAML, of which JSON is a part. */
  static Document of(String file, byte[] content) {
    if (content.length > LIMIT) {
      throw new ImportException(
          file + ": is larger than " + (LIMIT >> 20) + " MiB; nothing of it was read");
    }
    String text = text(file, content);
    Item root =
        file.endsWith(".toml") ? new TomlReader(file).read(text) : new YamlReader(file).read(text);
    if (!(root instanceof Item.Table table)) {
      throw fault(file, root.at(), "names and values are expected here, as name: value");
    }
    return new Document(file, table);
  }

  private static String text(String file, byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException other) {
      throw fault(file, firstOther(content), "is not UTF-8; save the file as UTF-8");
    }
  }

  /** Returns where the first byte stands that is no UTF-8. */
  private static At firstOther(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    java.nio.CharBuffer out = java.nio.CharBuffer.allocate(content.length + 1);
    StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String before = out.flip().toString();
    int line = (int) before.chars().filter(letter -> letter == '\n').count() + 1;
    return new At(line, before.length() - before.lastIndexOf('\n'));
  }

  static ImportException fault(String file, At at, String what) {
    return new ImportException(file + ":" + at.line() + ":" + at.column() + ": " + what);
  }

  ImportException fault(At at, String what) {
    return fault(file, at, what);
  }
}
