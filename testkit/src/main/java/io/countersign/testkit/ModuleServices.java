package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a module provides, by its descriptor and by its files for the class path. */
public final class ModuleServices {
  private static final Path CLASSES = Path.of("target/classes");

  private ModuleServices() {}

  /**
   * Asserts that the module being built provides this class and nothing else, and that a class path
   * finds the same.
   *
   * @param module its name
   */
  public static void assertProvides(String module, Class<?> provider) throws IOException {
    Provides provided =
        ModuleFinder.of(CLASSES)
            .find(module)
            .orElseThrow()
            .descriptor()
            .provides()
            .iterator()
            .next();
    Path services = CLASSES.resolve("META-INF/services");

    assertThat(provided.providers()).isEqualTo(List.of(provider.getName()));
    assertThat(Files.readAllLines(services.resolve(provided.service())))
        .isEqualTo(provided.providers());
    try (var files = Files.list(services)) {
      assertThat(files).hasSize(1);
    }
  }
}
