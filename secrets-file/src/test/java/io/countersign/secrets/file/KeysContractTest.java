package io.countersign.secrets.file;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.contract.SecretResolverContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class KeysContractTest extends SecretResolverContract {
  @TempDir private Path folder;

  @Override
  protected SecretResolverProvider provider() {
    return new FileProvider();
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) throws Exception {
    return of(ConfigFactory.parseMap(secrets).root().render(ConfigRenderOptions.concise()));
  }

  @Override
  protected Optional<SecretResolver> failing() {
    return Optional.of(FileSource.files(folder));
  }

  @Override
  protected Optional<SecretResolver> malformed(String secret) throws Exception {
    return Optional.of(of("{ \"crm\": { \"token\": " + secret));
  }

  private SecretResolver of(String json) throws Exception {
    return FileSource.files(Files.writeString(folder.resolve("secrets.json"), json));
  }
}
