package io.countersign.secrets.env;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import io.countersign.testkit.contract.SecretResolverContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class EnvContractTest extends SecretResolverContract {
  @TempDir private Path folder;

  @Override
  protected SecretResolverProvider provider() {
    return new EnvProvider();
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) {
    Map<String, String> variables = new HashMap<>();
    secrets.forEach(
        (key, value) -> variables.put(key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return of(variables);
  }

  @Override
  protected Optional<SecretResolver> failing() {
    return Optional.of(of(Map.of("CRM_TOKEN_FILE", folder.toString())));
  }

  @Override
  protected Optional<SecretResolver> malformed(String secret) throws Exception {
    Path file = Files.write(folder.resolve("token"), (secret + "\u00e4").getBytes(ISO_8859_1));
    return Optional.of(of(Map.of("CRM_TOKEN_FILE", file.toString())));
  }

  private SecretResolver of(Map<String, String> variables) {
    return provider()
        .create(
            "env",
            new TestSettings("countersign.secrets.env", Map.of()),
            TestContext.create().at(Path.of(""), variables));
  }
}
