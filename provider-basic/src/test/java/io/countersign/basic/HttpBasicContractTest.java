package io.countersign.basic;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class HttpBasicContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new HttpBasicProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of("username", "alice");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("password", "canary-password");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("Authorization", "Basic YWxpY2U6Y2FuYXJ5LXBhc3N3b3Jk");
  }
}
