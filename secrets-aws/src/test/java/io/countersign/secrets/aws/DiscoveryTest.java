package io.countersign.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.spi.SecretResolverProvider;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final Path CLASSES = Path.of("target/classes");

  @Test
  void provides_ofTheModule_agreesWithTheServicesFile() throws IOException {
    Provides provided =
        ModuleFinder.of(CLASSES)
            .find("io.countersign.secrets.aws")
            .orElseThrow()
            .descriptor()
            .provides()
            .iterator()
            .next();
    Path services = CLASSES.resolve("META-INF/services");

    assertThat(provided.providers()).isEqualTo(List.of(AwsProvider.class.getName()));
    assertThat(Files.readAllLines(services.resolve(provided.service())))
        .isEqualTo(provided.providers());
    try (var files = Files.list(services)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void serviceLoader_onTheClassPath_findsTheType() {
    assertThat(ServiceLoader.load(SecretResolverProvider.class))
        .extracting(SecretResolverProvider::type)
        .containsExactly("aws");
  }
}
