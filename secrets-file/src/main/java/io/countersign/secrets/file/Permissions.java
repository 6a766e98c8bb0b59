package io.countersign.secrets.file;

import io.countersign.spi.FileText;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file of secrets is for its owner alone, where the file system can tell. A volume that
 * Kubernetes mounted is left alone: its mode is the cluster's, and is 644 unless somebody said
 * otherwise.
 */
final class Permissions {
  private static final Logger LOGGER = System.getLogger("io.countersign.secrets.file");

  private final String rule;
  private final Set<Path> warned = ConcurrentHashMap.newKeySet();

  /**
   * Makes it.
   *
   * @param rule {@code warn}, once per file; {@code fail} or {@code ignore}
   */
  Permissions(String rule) {
    this.rule = rule;
  }

  /** Returns why the file must not be used; warns of it, if that is the rule. */
  Optional<FileText.Unusable> check(Path file) {
    if (rule.equals("ignore")) {
      return Optional.empty();
    }
    String mode = modeIfOpen(file);
    if (mode == null || fromKubernetes(file)) {
      return Optional.empty();
    }
    if (rule.equals("fail")) {
      return Optional.of(
          new FileText.Unusable(
              "is open to others", "its mode is " + mode + ": chmod 600 " + file));
    }
    if (warned.add(file)) {
      LOGGER.log(
          Level.WARNING,
          file + " holds secrets and is open to others (mode " + mode + "): chmod 600 " + file);
    }
    return Optional.empty();
  }

  private static @Nullable String modeIfOpen(Path file) {
    try {
      int mode = Files.getPosixFilePermissions(file).stream().mapToInt(Permissions::bit).sum();
      return (mode & 0077) == 0 ? null : String.format("%03o", mode);
    } catch (UnsupportedOperationException | IOException unknown) {
      return null;
    }
  }

  /** The enumeration runs from the owner's read to the others' execute, as the bits do. */
  @SuppressWarnings("EnumOrdinal")
  private static int bit(PosixFilePermission permission) {
    return 0400 >> permission.ordinal();
  }

  private static boolean fromKubernetes(Path file) {
    for (Path at = file.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("..data"), LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return false;
  }
}
