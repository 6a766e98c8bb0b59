package io.countersign.basic;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.contract.AuthProviderContract;
import java.util.Map;

class HmacContractTest extends AuthProviderContract {
  @Override
  protected AuthProvider provider() {
    return new HmacProvider();
  }

  @Override
  protected Map<String, ?> block() {
    return Map.of(
        "sign", "{{method}} {{target}} {{body}}",
        "in", "header X-Signature",
        "headers", Map.of("X-Key-Id", "id-1"));
  }

  @Override
  protected Map<String, String> secrets() {
    return Map.of("key", "canary-hmac-key");
  }

  @Override
  protected Map<String, String> headers() {
    // openssl dgst -sha256 -hmac canary-hmac-key -binary over "GET /orders ", in Base64
    return Map.of(
        "X-Key-Id", "id-1", "X-Signature", "4ycuMcqvuWtqCFlM2DGUvGFXuiAOHrny7Ys6hkv3GiM=");
  }
}
