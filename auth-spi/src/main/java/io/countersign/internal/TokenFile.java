package io.countersign.internal;

import io.countersign.spi.FileText;
import io.countersign.spi.TokenStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One file of tokens, in the hands of the one who holds its lock. */
record TokenFile(TokenFolder folder, Path file) implements TokenStore.Entry {

  @Override
  public Optional<String> read() throws IOException {
    FileText found = FileText.of(file);
    if (found instanceof FileText.Unusable unusable) {
      throw new IOException(unusable.of(file));
    }
    return found instanceof FileText.Read read ? Optional.of(read.text()) : Optional.empty();
  }

  /** Replaces the file as a whole; an interrupt waits until that is done. */
  @Override
  public void write(String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    if (bytes.remaining() > FileText.LIMIT) {
      throw new IOException("what " + file + " is to keep is over 1 MiB");
    }
    boolean interrupted = false;
    try {
      while (!folder.saying(() -> replace(bytes.duplicate()))) {
        interrupted = Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns whether nobody interrupted it: else it is not known how much of it was done. */
  private boolean replace(ByteBuffer bytes) throws IOException {
    Path next = FileTokens.beside(file, ".new");
    try {
      Files.deleteIfExists(next); // of a process that was killed
      try (FileChannel channel =
          folder.open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      folder.keepNames();
      return true;
    } catch (ClosedByInterruptException interrupted) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "TokenFile[" + file + "]";
  }
}
