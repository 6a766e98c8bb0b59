package io.countersign.jwt;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class JwtContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new JwtProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of("algorithm", "HS256", "claims", Map.of("iss", "me"), "kid", "{{crm.kid}}");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of(
        "signing-key", "canary-signing-key-of-more-than-32-bytes", "kid", "canary-key-id");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of();
  }
}
