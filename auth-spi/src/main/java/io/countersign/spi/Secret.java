package io.countersign.spi;

import java.util.List;
import java.util.Optional;

/**
 * A text of the configuration: a secret that was looked up, a text that holds some, or a literal.
 *
 * <p>The plaintext leaves by {@link #reveal()} and by the methods of {@link Live}, nowhere else:
 * {@code toString} says {@code Secret[crm.client-secret from vault]}, it is not serializable, and
 * equality is identity. No claim is made to wipe memory: every source and every HTTP client hands
 * out strings.
 */
public interface Secret extends Live<String> {

  /**
   * Where one part of the text came from.
   *
   * @param reference as the configuration writes it or implies it, without braces
   * @param source the name of the source, as {@code vault}
   * @param place where it was found there, as {@code CRM_TOKEN}
   * @param version as the source counts, where it does
   */
  record Provenance(String reference, String source, String place, Optional<String> version) {}

  /**
   * Returns the plaintext as it is now, without waiting.
   *
   * @throws IllegalStateException if it has not been read yet
   */
  default String reveal() {
    String value = now();
    if (value == null) {
      throw new IllegalStateException(this + " has not been read yet");
    }
    return value;
  }

  /** Returns where its parts came from, in the order of the text; empty for a literal. */
  List<Provenance> provenance();

  /** Returns a secret that holds this literal and never changes. */
  static Secret of(String literal) {
    return new LiteralSecret(literal);
  }
}
