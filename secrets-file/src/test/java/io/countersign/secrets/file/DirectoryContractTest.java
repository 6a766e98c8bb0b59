package io.countersign.secrets.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.contract.SecretResolverContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

  @Override
  protected Optional<SecretResolver> failing() throws Exception {
    return Optional.of(FileSource.directory(Files.writeString(folder.resolve("file"), "x")));
  }

  @Override
  protected Optional<SecretResolver> malformed(String secret) throws Exception {
    Files.write(folder.resolve("crm.token"), (secret + "\u00e4").getBytes(ISO_8859_1));
    return Optional.of(FileSource.directory(folder));
  }
}
