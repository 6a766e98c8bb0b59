package io.countersign.spi;

import io.countersign.internal.MemoryTokens;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps what must outlive a process: refresh tokens that are good for one use, and what came with
 * them.
 *
 * <p>Thread-safe. Its methods block, so they are called on {@link AuthContext#executor()}.
 */
public interface TokenStore {

  /**
   * What is kept is found again by this.
   *
   * @param kind what is kept, in a word, as {@code refresh-token}
   * @param fingerprint of what it was granted to and by, without a secret in it: with another
   *     client or another first refresh token, it is another
   * @param tenant whose it is; empty for the house's. The store of an {@link AuthContext} knows it
   */
  record Key(String kind, String fingerprint, Optional<String> tenant) {
    /** Makes one of the house. */
    public Key(String kind, String fingerprint) {
      this(kind, fingerprint, Optional.empty());
    }

    /** Returns the same for a tenant: two tenants share nothing, whatever it is granted to. */
    public Key of(String name) {
      return new Key(kind, fingerprint, Optional.of(name));
    }
  }

  /** What is kept under one key, while nobody else works on it. */
  interface Entry {

    /** Returns what was written last. */
    Optional<String> read() throws IOException;

    /** Keeps this; when it returns, it is kept, whatever happens to the process or the machine. */
    void write(String text) throws IOException;
  }

  /** Something that reads and writes an entry. */
  @FunctionalInterface
  interface Work<R> {

    /** Does it. */
    R on(Entry entry) throws IOException;
  }

  /**
   * Does this while nobody else works on the key: no other thread, and no other process that uses
   * the same store.
   *
   * @throws IOException if it cannot be read, written, or had for oneself
   */
  <R> R exclusively(Key key, Work<R> work) throws IOException;

  /** Returns one that keeps them until it is forgotten itself. */
  static TokenStore memory() {
    return new MemoryTokens();
  }

  /** Returns whether what it keeps is there for the next process. */
  boolean outlivesTheProcess();
}
