package io.countersign.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceLoader;

/** The file by which a provider is discovered. */
final class ServicesFile {
  private ServicesFile() {}

  static <P> void assertNames(Class<P> service, P provider) {
    String own = provider.getClass().getName();
    List<String> named =
        ServiceLoader.load(service, provider.getClass().getClassLoader()).stream()
            .map(one -> one.type().getName())
            .toList();
    assertThat(named)
        .as("META-INF/services/%s (in src/main/resources) has the line %s", service.getName(), own)
        .contains(own);
  }
}
