package io.countersign.secrets.aws;

import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.Moto;
import io.countersign.testkit.RealServers;
import io.countersign.testkit.contract.SecretResolverContract;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;

@Tag("server")
class AwsContractTest extends SecretResolverContract {
  private final Moto moto = RealServers.moto();
  private final String prefix = UUID.randomUUID() + "/";

  @Override
  protected SecretResolverProvider provider() {
    return new AwsProvider();
  }

  @Override
  protected SecretResolver holding(Map<String, String> secrets) {
    secrets.forEach((key, value) -> {
      int dot = key.lastIndexOf('.');
      moto.secret(
          prefix + key.substring(0, dot).replace('.', '/'),
          com.typesafe.config.ConfigValueFactory.fromMap(Map.of(key.substring(dot + 1), value))
              .render(com.typesafe.config.ConfigRenderOptions.concise()));
    });
    return Asked.of(Asked.environment(moto), Map.of("prefix", prefix)).source();
  }

  @Override
  protected Optional<SecretResolver> failing() {
    return Optional.of(
        Asked.of(Asked.environment(moto.root(), moto.user(Asked.NOTHING)), Map.of()).source());
  }

  @Override
  protected Optional<SecretResolver> malformed(String secret) {
    moto.secret(prefix + "crm", "{\"token\": " + secret);
    return Optional.of(Asked.of(Asked.environment(moto), Map.of("prefix", prefix)).source());
  }
}
