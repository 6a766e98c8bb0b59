package io.countersign.secrets.file;

import io.countersign.spi.FileText;
import io.countersign.spi.SecretRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A directory with one file per key. Links are followed as long as they stay below it: that is how
 * Kubernetes swaps a whole volume at once, by the link {@code ..data}.
 */
final class Folder {
  private final Path path;
  private final Function<Path, FileText> reader;

  Folder(Path path) {
    this(path, FileText::of);
  }

  Folder(Path path, Function<Path, FileText> reader) {
    this.path = path;
    this.reader = reader;
  }

  Path path() {
    return path;
  }

  Path file(String key) {
    return path.resolve(key);
  }

  boolean isThere() {
    return Files.exists(path);
  }

  /** Reads the file of this key. */
  FileText text(SecretRef.Key wanted) {
    String key = wanted.name();
    try {
      FileText text = new FileText.Absent();
      // The volume may be swapped between finding the file and reading it.
      for (int attempt = 0; attempt < 3 && text instanceof FileText.Absent; attempt++) {
        Path root = path.toRealPath();
        if (!Files.isDirectory(root)) {
          return new FileText.Unusable("is no directory", "name a directory, or say paths");
        }
        Path file = root.resolve(key).toRealPath();
        if (!file.startsWith(root)) {
          return new FileText.Unusable(
              "leads elsewhere", "a link is followed only where it stays below " + path);
        }
        boolean itsOwn = wanted.tenant().isEmpty() || isSpelledSo(key, file);
        text = itsOwn ? reader.apply(file) : new FileText.Absent();
      }
      return text;
    } catch (NoSuchFileException absent) {
      return new FileText.Absent();
    } catch (IOException | RuntimeException failed) {
      return new FileText.Unusable("cannot be read", "see whether this process may read " + path);
    }
  }

  /** To some file systems a tenant ACME is acme; its file is there only if it is spelled so. */
  boolean isSpelledSo(String key, Path file) {
    return String.valueOf(file.getFileName()).equals(key) || names().contains(key);
  }

  /** Returns the names of what is there; none if that cannot be told. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    } catch (IOException | RuntimeException untold) {
      return List.of();
    }
    return names;
  }
}
