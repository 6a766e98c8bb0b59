package io.countersign.examples.dotenv;

import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.file.Path;
import java.util.List;

/** Looks {@code crm.token} up as {@code CRM_TOKEN=…} in a file, as {@code type = dotenv} says. */
public final class DotenvProvider implements SecretResolverProvider {
  private static final Setting<Path> PATH =
      Setting.path("path").describedAs("File of lines NAME=value");

  /** For discovery. */
  public DotenvProvider() {}

  @Override
  public String type() {
    return "dotenv";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(PATH);
  }

  @Override
  public SecretResolver create(String name, Settings settings, AuthContext context) {
    return new DotenvSecrets(context.folder().resolve(settings.get(PATH)));
  }
}
