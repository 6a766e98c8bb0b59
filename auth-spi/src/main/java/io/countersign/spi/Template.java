package io.countersign.spi;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A text with places that only the provider can fill, as {@code self} in {@code Bearer {{self}}}.
 *
 * <p>Which words those are is said by {@link Setting#template}; every other reference in it is a
 * secret that the engine has looked up.
 */
public interface Template {

  /**
   * Returns the whole text, made anew whenever one of its parts changes.
   *
   * @param words gives what stands for a reserved word, as it is written: {@code self}, or {@code
   *     reply:/token_type}; asked once for each that occurs
   */
  Live<String> fill(Function<String, Live<String>> words);

  /** Returns the text as it is to be filled for each request, made anew when a secret changes. */
  Live<RequestText> perRequest();

  /** Returns the reserved words that stand in it, as they are written. */
  default Set<String> words() {
    Set<String> words = new TreeSet<>();
    Live<String> unused =
        fill(word -> {
          words.add(word);
          return Live.of("");
        });
    return words;
  }
}
