package io.countersign.internal;

import io.countersign.spi.Place;
import io.countersign.spi.Placement;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts one value at a JSON pointer (RFC 6901) of a document; every other byte stays.
 *
 * <p>Total: any document gives a result or a refusal that shows nothing of it.
 */
final class JsonSplice {
  private final String where;
  private final List<String> names;
  private final String value;
  private final boolean replace;

  private JsonSplice(Placement placement, boolean replace) {
    this.where = placement.where();
    this.names =
        Arrays.stream(placement.name().substring(1).split("/", -1))
            .map(name -> name.replace("~1", "/").replace("~0", "~"))
            .toList();
    this.value =
        placement.place() == Place.JSON ? JsonTree.quoted(placement.value()) : placement.value();
    this.replace = replace;
  }

  /**
   * Returns the document with the value in it; of an empty one, an object that has nothing else.
   */
  static byte[] put(byte[] document, Placement placement, boolean replace) {
    JsonSplice splice = new JsonSplice(placement, replace);
    String text = document.length == 0 ? "{}" : splice.decoded(document);
    try {
      new JsonScanner(text).document();
      return splice.into(text).getBytes(StandardCharsets.UTF_8);
    } catch (JsonScanner.Malformed malformed) {
      throw splice.unusable(malformed.getMessage());
    }
  }

  private String decoded(byte[] document) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      if (text.startsWith("\uFEFF")) {
        throw unusable("begins with a byte order mark, which JSON does not have");
      }
      return text;
    } catch (CharacterCodingException malformed) {
      throw unusable("is not UTF-8");
    }
  }

  private RuntimeException unusable(@Nullable String why) {
    return Refusal.because(where + " cannot be put into the body, which " + why);
  }

  private String into(String text) throws JsonScanner.Malformed {
    JsonScanner scanner = new JsonScanner(text);
    scanner.skipBlanks();
    for (int depth = 0; ; depth++) {
      if (!scanner.atObject()) {
        throw Refusal.because(
            where + " needs an object " + at(depth) + ", and there is another value");
      }
      JsonScanner.Member member = scanner.member(names.get(depth));
      if (member.times() > 1) {
        throw Refusal.because(where + " is ambiguous: the body has two members " + at(depth + 1));
      }
      if (member.times() == 0) {
        return text.substring(0, member.start())
            + (member.first() ? "" : ",")
            + nested(depth)
            + text.substring(member.start());
      }
      if (depth == names.size() - 1) {
        if (!replace) {
          throw Refusal.conflict(where);
        }
        return text.substring(0, member.start()) + value + text.substring(member.end());
      }
      scanner.moveTo(member.start());
    }
  }

  /** Returns the member to insert, with the objects that are missing on the way to the value. */
  private String nested(int depth) {
    StringBuilder member = new StringBuilder(JsonTree.quoted(names.get(depth))).append(':');
    for (String name : names.subList(depth + 1, names.size())) {
      member.append('{').append(JsonTree.quoted(name)).append(':');
    }
    return member.append(value).append("}".repeat(names.size() - 1 - depth)).toString();
  }

  private String at(int depth) {
    String[] segments = where.substring(where.indexOf('/') + 1).split("/", -1);
    return depth == 0
        ? "as the whole body"
        : "at /" + String.join("/", Arrays.copyOf(segments, depth));
  }
}
