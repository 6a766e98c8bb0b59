package io.countersign.testkit;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.contract.SecretResolverContract;
import java.util.Map;

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
  protected SecretResolver holding(Map<String, String> secrets) {
    MapSecrets source = new MapSecrets();
    secrets.forEach(source::put);
    return source.create(
        "map", new TestSettings("countersign.secrets.map", Map.of()), TestContext.create());
  }
}
