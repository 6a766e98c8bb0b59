package io.countersign.spi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A text whose secrets are in, and which is another for each request. Immutable. */
public interface RequestText {

  /**
   * Returns the text for one request.
   *
   * @throws io.countersign.AuthException if the request has something that a filter cannot take
   */
  String text(RequestWords words);

  /** Returns the text with a 0 for each word, to try what can be tried before any request. */
  String sample();

  /**
   * Gives the octets of the text, piece by piece: those of the body as they are, all else in UTF-8.
   *
   * @throws io.countersign.AuthException as {@link #text}
   */
  default void write(RequestWords words, Consumer<ByteBuffer> out) {
    out.accept(ByteBuffer.wrap(text(words).getBytes(StandardCharsets.UTF_8)));
  }
}
