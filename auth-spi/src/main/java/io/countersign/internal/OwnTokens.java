package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.Setting;
import io.countersign.spi.TokenStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where refresh tokens are kept, as {@code countersign.tokens} says. */
final class OwnTokens {
  static final String PATH = "countersign.tokens";

  private static final Setting<String> STORE =
      Setting.oneOf("store", "memory", "file")
          .orElse("memory")
          .describedAs("Where refresh tokens that are good for one use are kept");
  private static final Setting<Optional<Path>> FOLDER =
      Setting.path("path")
          .when(STORE, "file")
          .describedAs("The folder of the files; only its owner can read them");
  static final List<Setting<?>> SETTINGS = List.of(STORE, FOLDER);

  private final List<Problem> faults;
  private final TokenStore store;

  OwnTokens(ConfigObject config, BlockReader reader) {
    Reading reading = new Reading("tokens", PATH, Where.of(config));
    Block block = reader.read(reading, "", "tokens", config, SETTINGS, List.of());
    this.faults = reading.faults();
    this.store =
        faults.isEmpty()
            ? block.get(FOLDER).<TokenStore>map(FileTokens::new).orElseGet(TokenStore::memory)
            : TokenStore.memory();
  }

  List<Problem> faults() {
    return faults;
  }

  TokenStore store() {
    return store;
  }
}
