package io.countersign.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A folder of files that only their owner can read.
 *
 * @param path without a link in it, so that it is the same for everyone who uses it
 */
record TokenFolder(Path path) {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** Something that the system may refuse. */
  @FunctionalInterface
  interface Operation<R> {
    R run() throws IOException;
  }

  /** Returns the folder of this path, which is made if nothing is there. */
  static TokenFolder at(Path path) throws IOException {
    return saying(
        path,
        () -> {
          if (!Files.isDirectory(path)) { // Java 17 takes a link to a folder for something else
            Files.createDirectories(path, only("rwx------"));
          }
          return new TokenFolder(path.toRealPath());
        });
  }

  /** Does this, and says what the folder must be if the system refuses: its own words are few. */
  <R> R saying(Operation<R> operation) throws IOException {
    return saying(path, operation);
  }

  private static <R> R saying(Path path, Operation<R> operation) throws IOException {
    try {
      return operation.run();
    } catch (IOException refused) {
      String said =
          refused instanceof FileSystemException ofAFile
              ? ofAFile.getReason()
              : refused.getMessage();
      throw new IOException(
          "tokens cannot be kept in "
              + path
              + ": it must be a folder with room that this process may write to"
              + (said == null ? "" : " (" + said + ")"),
          refused);
    }
  }

  FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), only("rw-------"));
  }

  private static FileAttribute<?>[] only(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** The names of its files are on the disk too; systems that cannot be told keep them so. */
  void keepNames() throws IOException {
    if (POSIX) {
      try (FileChannel names = FileChannel.open(path, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }
}
