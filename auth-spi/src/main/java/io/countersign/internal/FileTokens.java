package io.countersign.internal;

import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps tokens in a folder, one file for each key, which only its owner can read.
 *
 * <p>A file is replaced as a whole, and is on the disk before {@code write} returns. Beside it lies
 * a file that is never written: its lock is held by the one who works on the key.
 */
final class FileTokens implements TokenStore {
  private static final int LIMIT = 1 << 20;
  private static final long PATIENCE_SECONDS = 60;
  private static final long PAUSE_MILLIS = 20;

  /** A lock of a file is the process's: its threads, of however many engines, need one more. */
  private static final Map<Path, ReentrantLock> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path folder;

  FileTokens(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public <R> R exclusively(Key key, Work<R> work) throws IOException {
    Files.createDirectories(folder, only("rwx------"));
    String name = key.authenticator().replaceAll("[^A-Za-z0-9.-]", "_") + "-" + key.fingerprint();
    Path locked = folder.resolve(name + ".lock");
    ReentrantLock own = OF_THIS_PROCESS.computeIfAbsent(locked, none -> new ReentrantLock());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      if (!own.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw held(locked);
      }
      try (FileChannel channel = open(locked, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock ofAll = lock(channel, locked, end)) {
        assert ofAll.isValid();
        return work.on(new OneFile(folder, name));
      } finally {
        own.unlock();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it waited for " + locked, ended);
    }
  }

  private static FileLock lock(FileChannel channel, Path file, long end)
      throws IOException, InterruptedException {
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException another) {
        // An application beside this one in the same process, with classes of its own, holds it.
      }
      if (System.nanoTime() - end > 0) {
        throw held(file);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static IOException held(Path file) {
    return new IOException("another process has held " + file + " for " + PATIENCE_SECONDS + " s");
  }

  private static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), only("rw-------"));
  }

  private static FileAttribute<?>[] only(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private record OneFile(Path folder, String name) implements Entry {

    @Override
    public Optional<String> read() throws IOException {
      Path file = folder.resolve(name);
      try {
        if (Files.size(file) > LIMIT) {
          throw new IOException(
              file + " is no file of tokens: it is larger than " + LIMIT + " bytes");
        }
        return Optional.of(Files.readString(file));
      } catch (NoSuchFileException notYet) {
        return Optional.empty();
      }
    }

    @Override
    public void write(String text) throws IOException {
      Path next = folder.resolve(name + ".new");
      Files.deleteIfExists(next); // of a process that was killed
      try (FileChannel channel =
          open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          next,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      keepNames();
    }

    /** The new name is on the disk too; systems that cannot say so keep it by themselves. */
    private void keepNames() throws IOException {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
          names.force(true);
        }
      }
    }
  }

  @Override
  public boolean outlivesTheProcess() {
    return true;
  }

  @Override
  public String toString() {
    return "TokenStore[" + folder + "]";
  }
}
