package io.countersign.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.countersign.Countersign;
import io.countersign.spi.AuthRequest;
import io.countersign.spi.Body;
import io.countersign.spi.HttpReply;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The blocks of {@code blocks.conf}, and the request that each of them is asked about. */
final class Blocks {
  private static final String REPLY =
      "{\"access_token\": \"a-token-of-40-characters-123456789012345\","
          + " \"token_type\": \"Bearer\", \"expires_in\": 3600}";

  private Blocks() {}

  /** Returns them with all that they send at hand; tokens live for an hour. */
  static Countersign open() {
    Countersign countersign = countersign();
    for (String name : countersign.names()) {
      countersign
          .authenticator(name)
          .probing()
          .ifPresent(probing -> probing.obtain().toCompletableFuture().join());
    }
    return countersign;
  }

  private static Countersign countersign() {
    return Countersign.builder()
        .transport(call ->
            CompletableFuture.completedFuture(
                new HttpReply(
                    200,
                    Map.of("Content-Type", List.of("application/json")),
                    new Body.Bytes(ByteBuffer.wrap(REPLY.getBytes(StandardCharsets.UTF_8))))))
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
