package io.countersign.internal;

import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps tokens for as long as the engine lives. */
public final class MemoryTokens implements TokenStore {
  private final Map<Key, Kept> entries = new ConcurrentHashMap<>();

  /** Keeps nothing yet. */
  public MemoryTokens() {}

  private static final class Kept implements Entry {
    final ReentrantLock lock = new ReentrantLock();
    private @Nullable String text;

    @Override
    public Optional<String> read() {
      return Optional.ofNullable(text);
    }

    @Override
    public void write(String written) {
      text = written;
    }
  }

  @Override
  public <R> R exclusively(Key key, Work<R> work) throws IOException {
    Kept entry = entries.computeIfAbsent(key, none -> new Kept());
    entry.lock.lock();
    try {
      return work.on(entry);
    } finally {
      entry.lock.unlock();
    }
  }

  @Override
  public boolean outlivesTheProcess() {
    return false;
  }

  @Override
  public String toString() {
    return "TokenStore[memory]";
  }
}
