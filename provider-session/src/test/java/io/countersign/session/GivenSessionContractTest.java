package io.countersign.session;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

/** A block that has a session and no login. */
class GivenSessionContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new SessionProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of("in", "cookie sid", "token", "{{crm.token}}");
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("token", "canary-session");
  }

  @Override
  protected Map<String, String> headers() {
    return Map.of("Cookie", "sid=canary-session");
  }
}
