package io.countersign.spi;

import io.countersign.Authenticator;
import java.util.List;

/**
 * A type of authentication that a configuration can name.
 *
 * <p>Discovered by {@link java.util.ServiceLoader}: a public class with a public constructor that
 * takes and does nothing, named in {@code META-INF/services/io.countersign.spi.AuthProvider} and,
 * in a module, by {@code provides}.
 */
public interface AuthProvider {

  /** Returns the word that {@code type = …} says; {@code [a-z][a-z0-9-]*}. */
  String type();

  /**
   * Returns everything that a block of this type may hold, always the same; the engine reads,
   * checks and resolves it before {@link #create} is called.
   */
  List<Setting<?>> settings();

  /** Returns what spans several settings. */
  default List<Rule> rules() {
    return List.of();
  }

  /**
   * Makes the authenticator of one block, without I/O.
   *
   * @throws IllegalArgumentException if the settings, each right by itself, do not go together; the
   *     message says what to change and shows no value
   */
  Authenticator create(Settings settings, AuthContext context);
}
