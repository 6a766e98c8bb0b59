package io.countersign.examples.dotenv;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import io.countersign.testkit.contract.SecretResolverContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class DotenvContractTest extends SecretResolverContract {
  @TempDir private Path folder;

  @Override
  protected SecretResolverProvider provider() {
    return new DotenvProvider();
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("path", folder.resolve(".env"));
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) throws Exception {
    StringBuilder lines = new StringBuilder();
    secrets.forEach((key, value) -> {
      String name = key.toUpperCase(Locale.ROOT).replace('.', '_');
      lines.append(name).append('=').append(value).append('\n');
    });
    return of(Files.writeString(folder.resolve(".env"), lines));
  }

  @Override
  protected Optional<SecretResolver> failing() {
    return Optional.of(of(folder));
  }

  @Override
  protected Optional<SecretResolver> malformed(String secret) throws Exception {
    return Optional.of(of(Files.writeString(folder.resolve(".env"), secret)));
  }

  @Override
  protected String cannotCarry() {
    return "\r\n";
  }

  private SecretResolver of(Path path) {
    return provider()
        .create(
            "dotenv",
            new TestSettings("countersign.secrets.dotenv", Map.of("path", path)),
            TestContext.create());
  }
}
