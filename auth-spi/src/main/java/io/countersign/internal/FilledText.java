package io.countersign.internal;

import io.countersign.AuthException;
import io.countersign.spi.RequestText;
import io.countersign.spi.RequestWords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A text of the configuration that is another for each request: only its words are open. */
final class FilledText implements RequestText {

  /** What it is made of. */
  sealed interface Piece {}

  /** What is the same for all requests. */
  record Same(String text) implements Piece {}

  /** A word, and what its text goes through. */
  record Word(String word, List<Filter> filters) implements Piece {}

  /** The moment of the request. */
  record Now(TimeFormat format) implements Piece {}

  /** The body of the request. */
  record Body(List<Filter> filters) implements Piece {}

  private final List<Piece> pieces;

  FilledText(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** Returns what stands for a reserved word. */
  static Piece of(TextPart.Reserved reserved) {
    List<Filter> filters = reserved.filters();
    return switch (reserved.word()) {
      case "body" -> new Body(filters);
      case "now" -> new Now(TimeFormat.of(filters));
      default -> new Word(reserved.word(), filters);
    };
  }

  @Override
  public String text(RequestWords words) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(
          piece instanceof Body body
              ? StandardCharsets.UTF_8.decode(octets(body, words))
              : text(piece, words));
    }
    return text.toString();
  }

  @Override
  public void write(RequestWords words, Consumer<ByteBuffer> out) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Body body) {
        out.accept(octets(text));
        text.setLength(0);
        out.accept(octets(body, words));
      } else {
        text.append(text(piece, words));
      }
    }
    out.accept(octets(text));
  }

  private static ByteBuffer octets(StringBuilder text) {
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String sample() {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece instanceof Same same ? same.text : "0");
    }
    return text.toString();
  }

  private static String text(Piece piece, RequestWords words) {
    if (piece instanceof Same same) {
      return same.text;
    }
    if (piece instanceof Now now) {
      return now.format.of(words.now());
    }
    Word word = (Word) piece;
    return usable(word.word, () -> Filter.through(word.filters, words.text(word.word)));
  }

  private static ByteBuffer octets(Body body, RequestWords words) {
    ByteBuffer octets = words.body();
    if (body.filters.isEmpty()) {
      return octets;
    }
    byte[] copy = new byte[octets.remaining()];
    octets.get(copy);
    return usable("body", () -> ByteBuffer.wrap(Filter.through(body.filters, copy)));
  }

  private static <T> T usable(String word, Supplier<T> filtered) {
    try {
      return filtered.get();
    } catch (Filter.Unusable unusable) {
      throw new AuthException(
          AuthException.Category.REQUEST,
          "{{"
              + word
              + "}} of this request cannot be used: "
              + unusable.getMessage()
              + "; nothing was sent");
    }
  }

  /** Shows nothing of what it holds. */
  @Override
  public String toString() {
    return "RequestText";
  }
}
