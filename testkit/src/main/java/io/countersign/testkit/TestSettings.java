package io.countersign.testkit;

import io.countersign.spi.Live;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.util.Map;
import java.util.Optional;

/**
 * The words of one block, without the engine: for tests of a source or a transport by itself.
 *
 * <p>A default is read as the engine reads it; a word that is written stands as the value it is.
 *
 * @param written values by the names of their settings
 */
public record TestSettings(String path, Map<String, Object> written) implements Settings {

  /** Keeps a copy of the map. */
  public TestSettings {
    written = Map.copyOf(written);
  }

  @Override
  @SuppressWarnings("unchecked") // the test writes what the setting declares
  public <T> T get(Setting<T> setting) {
    Object value = written.get(setting.name());
    return (T)
        switch (setting.presence()) {
          case OPTIONAL, CONDITIONAL -> Optional.ofNullable(value);
          case DEFAULT ->
              setting.parse(
                  String.valueOf(value != null ? value : setting.otherwise().orElseThrow()));
          case REQUIRED -> {
            if (value == null) {
              throw new IllegalArgumentException(
                  setting
                      + " is required and not written: a test of a contract overrides settings()");
            }
            yield value;
          }
        };
  }

  @Override
  public boolean has(Setting<?> setting) {
    return written.containsKey(setting.name());
  }

  @Override
  public Live<?> secrets() {
    return Live.of(this);
  }

  @Override
  public String toString() {
    return "Settings[" + path + "]";
  }
}
