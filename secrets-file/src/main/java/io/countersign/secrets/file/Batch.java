package io.countersign.secrets.file;

import io.countersign.spi.FileText;
import io.countersign.spi.Lookup;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The look-ups of one call: each file of keys is looked at once. */
final class Batch {
  private final Permissions permissions;
  private final Documents documents;
  private final Map<Path, Document> seen = new HashMap<>();

  Batch(Permissions permissions, Documents documents) {
    this.permissions = permissions;
    this.documents = documents;
  }

  /** Looks for a key in a file of keys; empty if the search goes on. */
  Optional<Lookup> inFile(Path file, List<String> segments, Trail trail) {
    Document document = seen.computeIfAbsent(file, documents::of);
    if (document instanceof Document.Unusable unusable) {
      return Optional.of(trail.invalid(unusable.why().outcome(), file, unusable.why().of(file)));
    }
    if (document instanceof Document.Keys keys) {
      return inKeys(keys.root(), file, segments, trail);
    }
    trail.missing("no such file", file);
    return Optional.empty();
  }

  private Optional<Lookup> inKeys(Node.Table root, Path file, List<String> segments, Trail trail) {
    String place = String.join(".", segments) + " in " + file;
    List<Node> found = root.at(segments);
    if (found.size() > 1) {
      return Optional.of(
          trail.invalid("stands there twice", file, place + " stands there twice: keep one"));
    }
    if (found.isEmpty()) {
      trail.others(root.keys(trail.whose()));
      trail.missing("no such key", file);
      return Optional.empty();
    }
    if (found.get(0) instanceof Node.Text text) {
      if (!text.value().isEmpty()) {
        return Optional.of(trail.found(text.value(), place, file));
      }
      trail.missing("set but empty", file);
      return Optional.empty();
    }
    String what =
        found.get(0) instanceof Node.Other other
            ? "is " + other.what() + " (line " + other.line() + "): write a text between quotes"
            : "holds keys of its own: name one of them";
    return Optional.of(trail.invalid("not a text", file, place + " " + what));
  }

  /** Reads a file of keys that may be used. */
  static Document read(Path file, Permissions permissions) {
    if (Language.of(file).isEmpty()) {
      return Language.UNKNOWN;
    }
    FileText content = FileText.of(file);
    if (content instanceof FileText.Read read) {
      return permissions
          .check(file)
          .<Document>map(Document.Unusable::new)
          .orElseGet(() -> Language.read(file, read.text()));
    }
    return content instanceof FileText.Unusable unusable
        ? new Document.Unusable(unusable)
        : new Document.Absent();
  }

  /**
   * Makes a whole file the secret; empty if the search goes on.
   *
   * @param file how it is named in words, and whose mode counts
   * @param looked what it was looked for in; empty where the trail's name says it all
   */
  Optional<Lookup> whole(FileText content, Path file, String looked, Trail trail) {
    if (content instanceof FileText.Read read) {
      Optional<FileText.Unusable> open = permissions.check(file);
      if (open.isPresent()) {
        return Optional.of(trail.invalid(open.get().outcome(), looked, open.get().of(file)));
      }
      String value = read.withoutLineEnd();
      if (!value.isEmpty()) {
        return Optional.of(trail.found(value, file.toString(), looked));
      }
      trail.missing("empty", looked);
    } else if (content instanceof FileText.Unusable unusable) {
      return Optional.of(trail.invalid(unusable.outcome(), looked, unusable.of(file)));
    } else {
      trail.missing("no such file", looked);
    }
    return Optional.empty();
  }
}
