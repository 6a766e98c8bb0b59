package io.countersign.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The blocks of {@code blocks.conf}, and the request that each of them is asked about. */
final class Blocks {
  private Blocks() {}

  static Countersign open() {
    return Countersign.builder()
        .environment(
            Map.of(
                "SHOP_USERNAME", "amelie",
                "SHOP_PASSWORD", "a-password-of-32-characters-12345",
                "SHOP_TOKEN", "a-token-of-40-characters-123456789012345",
                "SHOP_KEY", "a-key-of-32-characters-1234567890",
                "SHOP_APPLICATION", "till",
                "SHOP_TENANT", "4711"))
        .of(ConfigFactory.parseResources(Blocks.class, "blocks.conf"));
  }

  /** Returns a request whose address shares no string with the configuration. */
  static AuthRequest request() {
    URI address = URI.create("https://api.example.com/v2/orders/4711?expand=lines");
    Map<String, List<String>> headers = Map.of("Accept", List.of("application/json"));
    return AuthRequest.of("GET", address, headers, Body.none());
  }
}
