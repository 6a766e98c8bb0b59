package io.countersign.oauth2;

import io.countersign.spi.AuthProvider;
import java.util.Map;

class JwtBearerContractTest extends GrantContract {
  @Override
  protected AuthProvider provider() {
    return new JwtBearerProvider();
  }

  @Override
  protected Map<String, ?> own() {
    return Map.of("assertion", Map.of("algorithm", "HS256"));
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("assertion.signing-key", "canary-of-32-characters-or-more-for-hs256");
  }
}
