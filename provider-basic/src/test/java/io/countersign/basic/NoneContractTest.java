package io.countersign.basic;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class NoneContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new NoneProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of();
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of();
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of();
  }
}
