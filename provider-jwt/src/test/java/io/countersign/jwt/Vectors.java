package io.countersign.jwt;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** What the data files beside the tests list. */
final class Vectors {
  private Vectors() {}

  /** Returns the members of a list, each by its {@code name}. */
  static Stream<Named<Config>> of(String file, String list) throws IOException {
    return file(file).getConfigList(list).stream()
        .map(one -> Named.<Config>of(one.getString("name"), one));
  }

  /** Returns the one of this name. */
  static Config of(String file, String list, String name) throws IOException {
    return of(file, list)
        .filter(one -> one.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getPayload();
  }

  private static Config file(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(name));
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return ConfigFactory.parseReader(
          text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }
  }
}
