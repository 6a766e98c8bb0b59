package io.countersign.examples.tenantkey;

import io.countersign.spi.AuthProvider;
import io.countersign.spi.HttpTransport;
import io.countersign.testkit.RecordingTransport;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class TenantSessionContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new TenantSessionProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of("url", "https://api.example/session");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("key", "canary-session-key");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("X-Session", "one");
  }

  @Override
  protected HttpTransport transport() {
    return new RecordingTransport().text(200, "one").text(200, "two");
  }
}
