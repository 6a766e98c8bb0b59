package io.countersign.secrets.file;

import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The source {@code file}: the key {@code crm.client-secret} stands in the first of these TOML,
 * HOCON or JSON files that has it, else in the file of that name in a directory, as Kubernetes and
 * Docker mount them. With neither configured it holds nothing, which is no error.
 */
public final class FileProvider implements SecretResolverProvider {
  static final Setting<Optional<List<Path>>> PATHS =
      Setting.paths("paths")
          .optional()
          .describedAs("Files of keys (.toml, .conf, .json); the first that has a key is taken");

  static final Setting<Optional<Path>> DIRECTORY =
      Setting.path("directory")
          .optional()
          .describedAs("A directory with one file per key, asked after the files");

  static final Setting<String> PERMISSIONS =
      Setting.oneOf("permissions", "warn", "fail", "ignore")
          .orElse("warn")
          .describedAs("What happens when others than its owner may use a file");

  @Override
  public String type() {
    return "file";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PATHS, DIRECTORY, PERMISSIONS);
  }

  @Override
  public SecretResolver create(String name, Settings settings, AuthContext context) {
    return new FileSecrets(
        settings.path() + "." + PATHS.name(),
        settings.get(PATHS).orElse(List.of()),
        settings.get(DIRECTORY).map(Folder::new),
        new Permissions(settings.get(PERMISSIONS)),
        context.folder());
  }
}
