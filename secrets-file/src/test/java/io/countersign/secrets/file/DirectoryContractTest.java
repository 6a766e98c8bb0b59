package io.countersign.secrets.file;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.contract.SecretResolverContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class DirectoryContractTest extends SecretResolverContract {
  @TempDir private Path folder;

  @Override
  protected SecretResolverProvider provider() {
    return new FileProvider();
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) throws Exception {
    for (Map.Entry<String, String> secret : secrets.entrySet()) {
      Files.writeString(folder.resolve(secret.getKey()), secret.getValue());
    }
    return FileSource.directory(folder);
  }
}
