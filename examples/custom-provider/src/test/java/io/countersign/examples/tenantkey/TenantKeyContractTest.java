package io.countersign.examples.tenantkey;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class TenantKeyContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new TenantKeyProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of("tenant", "acme");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("key", "canary-tenant-key");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("X-Key", "acme:canary-tenant-key");
  }
}
