package io.countersign.secrets.env;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import io.countersign.testkit.contract.SecretResolverContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

class EnvContractTest extends SecretResolverContract {
  @Override
  protected SecretResolverProvider provider() {
    return new EnvProvider();
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) {
    Map<String, String> variables = new HashMap<>();
    secrets.forEach(
        (key, value) -> variables.put(key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return provider()
        .create(
            "env",
            new TestSettings("countersign.secrets.env", Map.of()),
            TestContext.create().at(Path.of(""), variables));
  }
}
