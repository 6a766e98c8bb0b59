package io.countersign.oauth2;

import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store of a test: remembers what was written, and can refuse to. */
final class RecordingStore implements TokenStore {
  final Map<Key, String> entries = new ConcurrentHashMap<>();
  final List<String> written = new CopyOnWriteArrayList<>();
  private final boolean outlives;
  volatile boolean takes = true;
  volatile boolean reads = true;

  RecordingStore(boolean outlives) {
    this.outlives = outlives;
  }

  @Override
  public synchronized <R> R exclusively(Key key, Work<R> work) throws IOException {
    return work.on(
        new Entry() {
          @Override
          public Optional<String> read() throws IOException {
            if (!reads) {
              throw new FileSystemException("/var/tokens/row", null, "Permission denied");
            }
            return Optional.ofNullable(entries.get(key));
          }

          @Override
          public void write(String text) throws IOException {
            if (!takes) {
              throw new FileSystemException("/var/tokens/row", null, "No space left on device");
            }
            entries.put(key, text);
            written.add(text);
          }
        });
  }

  /** Returns the only entry. */
  String only() {
    return entries.values().iterator().next();
  }

  @Override
  public boolean outlivesTheProcess() {
    return outlives;
  }

  @Override
  public String toString() {
    return "TokenStore[of the test]";
  }
}
