package io.countersign.basic;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.List;
import java.util.Map;

class CompositeContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new CompositeProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of(
        "parts",
        List.of(Map.of("type", "bearer"), Map.of("type", "api-key", "in", "header X-Api-Key")));
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("parts.bearer.token", "canary-token", "parts.api-key.key", "canary-api-key");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("Authorization", "Bearer canary-token", "X-Api-Key", "canary-api-key");
  }
}
