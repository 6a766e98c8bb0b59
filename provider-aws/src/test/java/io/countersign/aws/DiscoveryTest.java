package io.countersign.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.AuthProvider;
import io.countersign.testkit.ModuleServices;
import java.io.IOException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  @Test
  void provides_ofTheModule_agreesWithTheServicesFile() throws IOException {
    ModuleServices.assertProvides("io.countersign.aws", AwsSigV4Provider.class);
  }

  @Test
  void serviceLoader_onTheClassPath_findsTheType() {
    assertThat(ServiceLoader.load(AuthProvider.class))
        .extracting(AuthProvider::type)
        .contains("aws-sigv4");
  }
}
