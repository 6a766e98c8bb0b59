package io.countersign.spi;

import java.nio.ByteBuffer;

/** The body of a request, as far as the adapter has read it. */
public sealed interface Body {

  /** There is no body. */
  record None() implements Body {
    @Override
    public String toString() {
      return "None";
    }
  }

  /** The whole body; each call gives a fresh read-only view from its start to its end. */
  record Bytes(ByteBuffer content) implements Body {
    /** Keeps a read-only view; the caller does not change the bytes afterwards. */
    public Bytes {
      content = content.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer content() {
      return content.duplicate();
    }

    @Override
    public String toString() {
      return "Bytes[" + content.remaining() + "]";
    }
  }

  /** There is one, or may be, and nobody has asked to read it. */
  record Unread() implements Body {
    @Override
    public String toString() {
      return "Unread";
    }
  }

  /** Returns the body without content. */
  static Body none() {
    return new None();
  }

  /** Returns a body of these bytes, which must not be changed afterwards. */
  static Body of(byte[] content) {
    return new Bytes(ByteBuffer.wrap(content));
  }
}
