package io.countersign.spi;

import java.util.List;

/** A type of secret source that a configuration can name; discovered as {@link AuthProvider} is. */
public interface SecretResolverProvider {

  /** Returns the word that {@code countersign.secrets.NAME.type} says, as {@code vault}. */
  String type();

  /** Returns everything that a block of this type may hold. */
  List<Setting<?>> settings();

  /**
   * Makes the source of one block, without I/O.
   *
   * @param name of the block, as the priority order says it
   */
  SecretResolver create(String name, Settings settings, AuthContext context);
}
