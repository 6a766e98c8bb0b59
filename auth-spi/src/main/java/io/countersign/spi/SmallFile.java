package io.countersign.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** Reads a {@link FileText}. */
final class SmallFile {
  /** Gives the bytes of a file, or one more than the limit if it has more. */
  @FunctionalInterface
  interface Bytes {
    byte[] of(Path file) throws IOException;
  }

  private static final FileText UNREADABLE =
      new FileText.Unusable("cannot be read", "see whether all of its path is what it should be");

  private SmallFile() {}

  /** Reads the file whole, again if it changed meanwhile: never half old and half new. */
  static FileText read(Path file, Bytes reader) {
    try {
      for (int attempt = 0; attempt < 3; attempt++) {
        BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
        if (before.isDirectory()) {
          return new FileText.Unusable("is a directory", "name a file");
        }
        if (!before.isRegularFile()) {
          return new FileText.Unusable(
              "is no regular file", "pipes and devices are not read, name a file");
        }
        byte[] bytes = reader.of(file);
        if (bytes.length > FileText.LIMIT) {
          return new FileText.Unusable("is over 1 MiB", "a file of secrets is smaller");
        }
        if (same(before, Files.readAttributes(file, BasicFileAttributes.class))) {
          return decode(bytes);
        }
      }
      return new FileText.Unusable("keeps changing", "it changed during each of three reads");
    } catch (NoSuchFileException absent) {
      return leadsThroughAFile(file) ? UNREADABLE : new FileText.Absent();
    } catch (AccessDeniedException denied) {
      return new FileText.Unusable(
          "cannot be read", "let the user that this process runs as read it");
    } catch (IOException | RuntimeException failed) {
      // Their messages are not ours to vouch for.
      return UNREADABLE;
    }
  }

  /** Some versions of Java call such a path absent, others do not: it is a mistake. */
  private static boolean leadsThroughAFile(Path file) {
    Path at = file.toAbsolutePath().getParent();
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at != null && !Files.isDirectory(at);
  }

  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(FileText.LIMIT + 1);
    }
  }

  private static boolean same(BasicFileAttributes before, BasicFileAttributes after) {
    return before.size() == after.size()
        && before.lastModifiedTime().equals(after.lastModifiedTime())
        && Objects.equals(before.fileKey(), after.fileKey());
  }

  private static FileText decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      return new FileText.Unusable("is not UTF-8", "see line " + line + ", and save it as UTF-8");
    }
    out.flip();
    if (out.hasRemaining() && out.get(0) == '\uFEFF') {
      out.position(1);
    }
    return new FileText.Read(out.toString());
  }
}
