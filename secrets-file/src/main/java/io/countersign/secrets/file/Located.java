package io.countersign.secrets.file;

import io.countersign.spi.FileText;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code file:PATH#KEY} names; without {@code #} the whole file. The file need not be listed,
 * and nothing keeps it below a folder: who may write the configuration chose it.
 */
record Located(Path file, Optional<List<String>> key) {

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  static Located of(SecretRef.Locator locator, Path base) {
    if (!locator.options().isEmpty()) {
      throw new IllegalArgumentException("a file has no options: leave out what follows the ?");
    }
    if (locator.path().isBlank()) {
      throw new IllegalArgumentException("a path is missing: write file:PATH#KEY or file:PATH");
    }
    Path file;
    try {
      file = base.resolve(locator.path());
    } catch (InvalidPathException malformed) {
      throw pathIsNone();
    }
    Optional<List<String>> key = locator.field().map(field -> List.of(field.split("\\.", -1)));
    if (key.isPresent() && key.get().contains("")) {
      throw new IllegalArgumentException("a key has segments with a dot between each two: a.b-c");
    }
    if (key.isPresent() && Language.of(file).isEmpty()) {
      throw new IllegalArgumentException(
          "a file of keys ends in .toml, .conf or .json; without # the whole file is the secret");
    }
    return new Located(file, key);
  }

  private static IllegalArgumentException pathIsNone() {
    return new IllegalArgumentException("what stands before # is no path of this system");
  }

  String name() {
    return key.map(segments -> file + "#" + String.join(".", segments)).orElse(file.toString());
  }

  String toSet() {
    return key.map(segments -> Language.of(file).orElseThrow().line(segments) + "  in " + file)
        .orElse("the secret alone in " + file);
  }

  Lookup lookUp(Batch batch) {
    if (key.isPresent()) {
      Trail trail = new Trail(String.join(".", key.get()));
      return batch.inFile(file, key.get(), trail).orElseGet(trail::notFound);
    }
    Trail trail = new Trail(file.toString());
    return batch.whole(FileText.of(file), file, "", trail).orElseGet(trail::notFound);
  }
}
