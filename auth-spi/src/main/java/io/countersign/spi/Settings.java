package io.countersign.spi;

/**
 * The values of one block, read, checked and resolved. Immutable; its {@code toString} shows none.
 */
public interface Settings {

  /**
   * Returns the value of a setting that was declared for this block.
   *
   * @throws IllegalArgumentException if it was not declared: a mistake of the provider
   */
  <T> T get(Setting<T> setting);

  /**
   * Returns whether the block itself writes it, rather than a default or a look-up.
   *
   * @throws IllegalArgumentException if it was not declared: a mistake of the provider
   */
  boolean has(Setting<?> setting);

  /**
   * Returns all secrets of the block, and of the blocks in it, as one: its value is another
   * whenever one of them changes, and to refuse it has each of them read again.
   */
  Live<?> secrets();

  /** Returns the full path of the block, as {@code countersign.authenticators.crm}. */
  String path();
}
