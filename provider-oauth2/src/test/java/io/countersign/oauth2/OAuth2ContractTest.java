package io.countersign.oauth2;

import io.countersign.spi.AuthProvider;
import java.util.Map;

class OAuth2ContractTest extends GrantContract {
  @Override
  protected AuthProvider provider() {
    return new OAuth2Provider();
  }

  @Override
  protected Map<String, String> own() {
    return Map.of("grant", "urn:example:grant");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("client-secret", "canary-client-secret");
  }
}
