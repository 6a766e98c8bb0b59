package io.countersign.basic;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class SelectiveContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new SelectiveProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of(
        "by",
        "key",
        "options",
        Map.of(
            "key", Map.of("type", "api-key", "in", "header X-Api-Key"),
            "token", Map.of("type", "bearer")));
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("options.key.key", "canary-api-key");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("X-Api-Key", "canary-api-key");
  }
}
