package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.List;

/** A piece of a text of the configuration. */
sealed interface TextPart {

  /** What stands outside of braces, or in {@code {{literal:…}}}. */
  record Literal(String text) implements TextPart {
    @Override
    public String toString() {
      return "Literal";
    }
  }

  /** A secret, with the filters that its value goes through. */
  record Reference(SecretRef ref, List<Filter> filters) implements TextPart {}

  /** A word that the provider fills, as {@code self}, with its filters. */
  record Reserved(String word, List<Filter> filters) implements TextPart {}
}
