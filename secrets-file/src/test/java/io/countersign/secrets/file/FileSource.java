package io.countersign.secrets.file;

import io.countersign.spi.Lookup;
import io.countersign.spi.SecretRef;
import io.countersign.spi.SecretResolver;
import io.countersign.testkit.TestContext;
import io.countersign.testkit.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** How the tests make the source and ask it. */
final class FileSource {
  private FileSource() {}

  static SecretResolver with(Path base, Map<String, Object> written) {
    return new FileProvider()
        .create(
            "file",
            new TestSettings("countersign.secrets.file", written),
            TestContext.create().at(base, Map.of()));
  }

  static SecretResolver files(Path... paths) {
    return with(Path.of("/"), Map.of("paths", List.of(paths), "permissions", "ignore"));
  }

  static SecretResolver directory(Path directory) {
    return with(Path.of("/"), Map.of("directory", directory, "permissions", "ignore"));
  }

  static Lookup look(SecretResolver source, String key) {
    return look(source, new SecretRef.Key(key));
  }

  static Lookup look(SecretResolver source, SecretRef ref) {
    return Objects.requireNonNull(source.lookUp(Set.of(ref), Duration.ofSeconds(1)).get(ref));
  }

  static String found(SecretResolver source, String key) {
    return ((Lookup.Found) look(source, key)).value();
  }

  static SecretRef.Locator locator(String path) {
    return new SecretRef.Locator("file", path, Optional.empty(), Map.of());
  }

  static SecretRef.Locator locator(String path, String field) {
    return new SecretRef.Locator("file", path, Optional.of(field), Map.of());
  }
}
