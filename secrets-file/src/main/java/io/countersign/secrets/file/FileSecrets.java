package io.countersign.secrets.file;

import io.countersign.spi.FileText;
import io.countersign.spi.Lookup;
import io.countersign.spi.SecretPlace;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the files in their order, then the directory; a locator asks its own file alone. */
final class FileSecrets implements SecretResolver {
  private final String pathsSetting;
  private final List<Path> paths;
  private final Optional<Folder> directory;
  private final Permissions permissions;
  private final Documents documents;
  private final Path base;

  FileSecrets(
      String pathsSetting,
      List<Path> paths,
      Optional<Folder> directory,
      Permissions permissions,
      Path base) {
    this.pathsSetting = pathsSetting;
    this.paths = List.copyOf(paths);
    this.directory = directory;
    this.permissions = permissions;
    this.documents = new Documents(file -> Batch.read(file, permissions));
    this.base = base;
  }

  @Override
  public SecretPlace place(SecretRef ref) {
    if (ref instanceof SecretRef.Key key) {
      return new SecretPlace(key.name(), toSet(key));
    }
    Located located = Located.of((SecretRef.Locator) ref, base);
    return new SecretPlace(located.name(), located.toSet());
  }

  private String toSet(SecretRef.Key key) {
    for (Path path : paths) {
      Optional<Language> language = Language.of(path);
      if (language.isPresent()) {
        return language.get().line(key.segments()) + "  in " + path;
      }
    }
    return directory
        .map(folder -> "a file named " + key.name() + " in " + folder.path())
        .orElseGet(
            () -> Language.TOML.line(key.segments()) + "  in a file listed in " + pathsSetting);
  }

  @Override
  public Map<SecretRef, Lookup> lookUp(Set<SecretRef> refs, Duration atMost) {
    Batch batch = new Batch(permissions, documents);
    Map<SecretRef, Lookup> answers = new LinkedHashMap<>();
    for (SecretRef ref : refs) {
      answers.put(
          ref,
          ref instanceof SecretRef.Key key
              ? byKey(key, batch)
              : Located.of((SecretRef.Locator) ref, base).lookUp(batch));
    }
    return answers;
  }

  private Lookup byKey(SecretRef.Key key, Batch batch) {
    Trail trail = new Trail(key.name());
    if (paths.isEmpty() && directory.isEmpty()) {
      trail.notConfigured(pathsSetting);
    }
    for (Path path : paths) {
      Optional<Lookup> answer = batch.inFile(path, key.segments(), trail);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return directory
        .flatMap(folder -> inDirectory(folder, key, batch, trail))
        .orElseGet(trail::notFound);
  }

  private static Optional<Lookup> inDirectory(
      Folder folder, SecretRef.Key key, Batch batch, Trail trail) {
    if (!folder.isThere()) {
      trail.missing("no such directory", folder.path());
      return Optional.empty();
    }
    FileText content = folder.text(key);
    Optional<Lookup> answer =
        batch.whole(content, folder.file(key.name()), folder.path().toString(), trail);
    if (answer.isEmpty()) {
      trail.others(folder.names().stream());
    }
    return answer;
  }
}
