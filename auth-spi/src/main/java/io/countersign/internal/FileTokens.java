package io.countersign.internal;

import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
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
  private static final Duration PATIENCE = Duration.ofSeconds(50);
  private static final long PAUSE_MILLIS = 20;
  private static final int READABLE = 60;

  /** A lock of a file is the process's: its threads, of however many engines, need one more. */
  private static final Map<Path, ReentrantLock> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path folder;
  private final Duration patience;

  FileTokens(Path folder) {
    this(folder, PATIENCE);
  }

  /**
   * Keeps them in this folder.
   *
   * @param patience how long to wait for others to end their work on a key
   */
  FileTokens(Path folder, Duration patience) {
    this.folder = folder.toAbsolutePath().normalize();
    this.patience = patience;
  }

  @Override
  public <R> R exclusively(Key key, Work<R> work) throws IOException {
    TokenFolder real = TokenFolder.at(folder);
    Path file = real.path().resolve(name(key));
    Path locked = beside(file, ".lock");
    ReentrantLock own = OF_THIS_PROCESS.computeIfAbsent(locked, none -> new ReentrantLock());
    long end = System.nanoTime() + patience.toNanos();
    try {
      if (!own.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw held(locked);
      }
      try (FileChannel channel =
              real.saying(
                  () -> real.open(locked, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
          FileLock ofAll = lock(channel, real, locked, end)) {
        assert ofAll.isValid();
        return work.on(new TokenFile(real, file));
      } finally {
        own.unlock();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it waited for " + locked, ended);
    }
  }

  /** Whatever the names hold, they become different files of this folder: a person reads a part. */
  private static String name(Key key) {
    String readable = key.kind().replaceAll("[^A-Za-z0-9.-]", "_");
    String whole = key.kind().length() + ":" + key.kind() + key.fingerprint();
    if (key.tenant().isPresent()) { // what is hashed of the house begins with a digit
      String tenant = key.tenant().get();
      whole = "tenant " + tenant.length() + ":" + tenant + whole;
      readable = tenant.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + readable;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
      return readable.substring(0, Math.min(readable.length(), READABLE))
          + "-"
          + HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new AssertionError(everyJavaHasIt);
    }
  }

  static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private FileLock lock(FileChannel channel, TokenFolder real, Path locked, long end)
      throws IOException, InterruptedException {
    while (true) {
      Optional<FileLock> lock = real.saying(() -> tryLock(channel));
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - end > 0) {
        throw held(locked);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Returns nothing while others have it, and be it this class of another class loader. */
  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException inThisProcess) {
      return Optional.empty();
    }
  }

  private IOException held(Path locked) {
    return new IOException(
        "somebody has held " + locked + " for " + patience.toMillis() / 1000.0 + " s");
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
