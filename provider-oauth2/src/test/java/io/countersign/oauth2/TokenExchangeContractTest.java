package io.countersign.oauth2;

import io.countersign.spi.AuthProvider;
import java.util.Map;

class TokenExchangeContractTest extends GrantContract {
  @Override
  protected AuthProvider provider() {
    return new TokenExchangeProvider();
  }

  @Override
  protected Map<String, ?> own() {
    return Map.of("subject", Map.of("type", "bearer", "token", "subject-of-the-exchange"));
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("client-secret", "canary-client-secret");
  }
}
