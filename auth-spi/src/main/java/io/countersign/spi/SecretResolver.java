package io.countersign.spi;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One source of secrets. Thread-safe; may block, and is never called on a thread of an HTTP client.
 *
 * <p>What it returns, or throws, carries no value but that of {@link Lookup.Found}, and never the
 * message of a parser or of a driver: those print what they read.
 */
public interface SecretResolver extends AutoCloseable {

  /**
   * Returns where a reference is looked up here, without I/O.
   *
   * @throws IllegalArgumentException if the reference cannot be one of this source; the message
   *     says what is wrong with it, in the form "a name of an environment variable has letters, …"
   */
  SecretPlace place(SecretRef ref);

  /**
   * Looks all of them up, as one batch where the source can. Answers every reference; throws only
   * for its own bugs.
   *
   * @param atMost how long the caller waits
   */
  Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost);

  /**
   * Says where they are without reading values, where the source can tell; the value of a {@link
   * Lookup.Found} is then empty.
   */
  default Map<SecretRef, Lookup> locate(Set<SecretRef> refs, Duration atMost) {
    Map<SecretRef, Lookup> found = new LinkedHashMap<>(lookUp(refs, atMost));
    found.replaceAll((ref, lookup) -> lookup instanceof Lookup.Found here ? here.bare() : lookup);
    return found;
  }

  /** Lets go of its connections. */
  @Override
  default void close() {}
}
