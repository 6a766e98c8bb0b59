package io.countersign.aws;

import io.countersign.spi.AuthProvider;
import io.countersign.spi.AuthResponse;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;
import java.util.Optional;

class KeysContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new AwsSigV4Provider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of(
        "region", "eu-west-1", "service", "sqs", "session-token", "{{crm.session-token}}");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of(
        "access-key-id",
        "canary-access-key-id",
        "secret-access-key",
        "canary-secret-access-key",
        "session-token",
        "canary-session-token");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("X-Amz-Date", "20260102T030405Z", "X-Amz-Security-Token", "canary-session-token");
  }

  @Override
  protected Optional<AuthResponse> refusal() {
    return Optional.of(AuthResponse.of(403, Map.of(), Optional.empty()));
  }
}
