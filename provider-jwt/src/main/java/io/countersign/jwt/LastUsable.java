package io.countersign.jwt;

import io.countersign.AuthException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was usable last, for as long as what is at hand is not: texts that belong together, as a key
 * and its passphrase, change one after the other. Each fault is warned of once.
 *
 * <p>Thread-safe; {@code toString} shows nothing of it.
 */
public final class LastUsable<T> implements Supplier<T> {
  private static final System.Logger LOG = System.getLogger("io.countersign");

  private final String name;
  private final Supplier<T> now;
  private final AtomicReference<@Nullable T> last = new AtomicReference<>();
  private final AtomicReference<String> warned = new AtomicReference<>("");

  /**
   * Takes what this gives.
   *
   * @param name of the block, for the warning
   * @param now gives what is at hand, or throws an {@link AuthException} that shows nothing of it
   */
  public LastUsable(String name, Supplier<T> now) {
    this.name = name;
    this.now = now;
  }

  /**
   * Returns what is at hand, or what was before.
   *
   * @throws AuthException if what is at hand is of no use, and nothing before it was
   */
  @Override
  public T get() {
    try {
      T usable = now.get();
      if (last.get() != usable) {
        last.set(usable);
        warned.set("");
      }
      return usable;
    } catch (AuthException fault) {
      T before = last.get();
      if (before == null) {
        throw fault;
      }
      warn(String.valueOf(fault.getMessage()));
      return before;
    }
  }

  private void warn(String fault) {
    if (!warned.getAndSet(fault).equals(fault)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: what was read anew cannot be used, and what was there before goes on: {1}",
          name,
          fault);
    }
  }

  @Override
  public String toString() {
    return "LastUsable";
  }
}
