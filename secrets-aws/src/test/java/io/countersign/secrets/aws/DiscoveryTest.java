package io.countersign.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.SecretResolverProvider;
import io.countersign.testkit.ModuleServices;
import java.io.IOException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  @Test
  void provides_ofTheModule_agreesWithTheServicesFile() throws IOException {
    ModuleServices.assertProvides("io.countersign.secrets.aws", AwsProvider.class);
  }

  @Test
  void serviceLoader_onTheClassPath_findsTheType() {
    assertThat(ServiceLoader.load(SecretResolverProvider.class))
        .extracting(SecretResolverProvider::type)
        .containsExactly("aws");
  }
}
