package io.countersign.secrets.vault;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.Vault;
import io.countersign.testkit.contract.SecretResolverContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("server")
class VaultContractTest extends SecretResolverContract {
  private Optional<FakeVault> fake = Optional.empty();

  @AfterEach
  void stop() {
    fake.ifPresent(FakeVault::close);
  }

  @Override
  protected SecretResolverProvider provider() {
    return new VaultProvider();
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("address", URI.create("https://vault.example:8200"));
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) {
    Vault vault = RealServers.vault();
    String prefix = UUID.randomUUID().toString();
    Map<String, Map<String, String>> pages = new HashMap<>();
    secrets.forEach((key, value) -> {
      int dot = key.lastIndexOf('.');
      pages
          .computeIfAbsent(key.substring(0, dot), page -> new HashMap<>())
          .put(key.substring(dot + 1), value);
    });
    pages.forEach((page, fields) -> vault.put(prefix + "/" + page.replace('.', '/'), fields));
    return Source.at(vault.address())
        .with("mount", "kv")
        .with("prefix", prefix)
        .token(vault.rootToken())
        .open();
  }

  @Override
  protected Optional<SecretResolver> failing() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
      return Optional.of(Source.at(nobody).token("hvs.t").open());
    }
  }

  @Override
  protected Optional<SecretResolver> malformed(String secret) throws IOException {
    FakeVault server =
        new FakeVault().on("/v1/", FakeVault.json(200, "{\"data\":{\"data\":" + secret));
    fake = Optional.of(server);
    return Optional.of(Source.at(server.address()).token("hvs.t").open());
  }
}
