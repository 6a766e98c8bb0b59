package io.countersign.secrets.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of keys as they were parsed. One that has changed since is read anew, and by one thread
 * for all who ask: a large one takes longer than all the rest of a look-up. Thread-safe.
 */
final class Documents {
  /** The times of a file have steps; what was written within one may be written again unseen. */
  private static final long SETTLED_MILLIS = 2_000;

  private static final String ATTRIBUTES =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
          ? "unix:size,lastModifiedTime,ctime,ino,dev"
          : "size,lastModifiedTime,creationTime,fileKey";

  private final Function<Path, Document> reader;
  private final LongSupplier millis;
  private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

  /** A document, and what the file was like when it was read. */
  private record Kept(Map<String, Object> file, Document document) {}

  Documents(Function<Path, Document> reader) {
    this(reader, System::currentTimeMillis);
  }

  /**
   * Keeps what this reads.
   *
   * @param millis the time of day, as files have it
   */
  Documents(Function<Path, Document> reader, LongSupplier millis) {
    this.reader = reader;
    this.millis = millis;
  }

  /** Returns what the file holds now. */
  Document of(Path file) {
    Map<String, Object> now = attributes(file);
    if (now == null) {
      return reader.apply(file); // which says why
    }
    Kept known = kept.get(file);
    if (known == null || !known.file.equals(now)) {
      known = kept.compute(file, (path, before) -> read(path, before));
    }
    return known.document;
  }

  private Kept read(Path file, @Nullable Kept before) {
    Map<String, Object> now = attributes(file);
    if (before != null && before.file.equals(now)) {
      return before; // another thread has read it
    }
    Document document = reader.apply(file);
    boolean holds =
        now != null
            && document instanceof Document.Keys
            && now.equals(attributes(file))
            && isSettled(now);
    return new Kept(holds ? now : Map.of(), document);
  }

  private boolean isSettled(Map<String, Object> file) {
    return file.values().stream()
        .allMatch(value ->
            !(value instanceof FileTime time)
                || millis.getAsLong() - time.toMillis() > SETTLED_MILLIS);
  }

  private static @Nullable Map<String, Object> attributes(Path file) {
    try {
      return Files.readAttributes(file, ATTRIBUTES);
    } catch (IOException | RuntimeException untold) {
      return null;
    }
  }
}
