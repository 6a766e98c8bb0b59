package io.countersign.oauth2;

import io.countersign.spi.AuthProvider;
import java.util.Map;

class ClientCredentialsContractTest extends GrantContract {
  @Override
  protected AuthProvider provider() {
    return new ClientCredentialsProvider();
  }

  @Override
  protected Map<String, String> own() {
    return Map.of();
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("client-secret", "canary-client-secret");
  }
}
