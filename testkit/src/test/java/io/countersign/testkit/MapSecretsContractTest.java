package io.countersign.testkit;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.contract.SecretResolverContract;
import java.util.Map;
import java.util.Optional;

class MapSecretsContractTest extends SecretResolverContract {
  @Override
  protected SecretResolverProvider provider() {
    return new MapSecrets();
  }

  @Override
  protected boolean discovered() {
    return false;
  }

  @Override
  protected Optional<SecretResolver> failing() {
    return CANNOT_HAPPEN;
  }

  @Override
  protected Optional<SecretResolver> malformed(String secret) {
    return CANNOT_HAPPEN;
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) {
    MapSecrets source = new MapSecrets();
    secrets.forEach(source::put);
    return source.create(
        "map", new TestSettings("countersign.secrets.map", Map.of()), TestContext.create());
  }
}
