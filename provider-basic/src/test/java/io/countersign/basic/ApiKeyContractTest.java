package io.countersign.basic;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class ApiKeyContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new ApiKeyProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of("in", "header X-Api-Key");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("key", "canary-api-key");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("X-Api-Key", "canary-api-key");
  }
}
