package io.countersign.cli.imports;

import java.util.List;
import java.util.Optional;

/** A part of a text of another tool, by what it stands for. */
sealed interface Piece {
  /** Stands for itself. */
  record Literal(String text) implements Piece {
    @Override
    public String toString() {
      return "Literal";
    }
  }

  /**
   * A field of the configuration of that tool.
   *
   * @param path its names from the root on
   * @param filters in the words of Countersign, and {@code base64decode}
   * @param otherwise what is taken where the field is not there
   */
  record Field(List<String> path, List<String> filters, Optional<String> otherwise)
      implements Piece {
    Field with(String filter) {
      List<String> all = new java.util.ArrayList<>(filters);
      all.add(filter);
      return new Field(path, List.copyOf(all), otherwise);
    }
  }

  /** The session, or whatever the block itself has obtained. */
  record Self() implements Piece {}

  /** All of this in Base64. */
  record Encoded(List<Piece> pieces) implements Piece {}

  /**
   * What Countersign cannot say.
   *
   * @param expression as it was written
   */
  record Other(String expression) implements Piece {}

  /** Returns whether each of them stands for itself. */
  static boolean areLiteral(List<Piece> pieces) {
    return pieces.stream().allMatch(Literal.class::isInstance);
  }

  /** Returns the text of pieces that stand for themselves; what others stand for is left out. */
  static String literal(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece instanceof Literal literal ? literal.text() : "");
    }
    return text.toString();
  }
}
