package io.countersign.secrets.file;

import io.countersign.Authenticator;
import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** What a source is made with. */
record Surroundings(Map<String, String> environment, Path folder) implements AuthContext {

  /** Settings as a configuration would write them; {@code written} by their names. */
  static Settings settings(String path, Map<String, Object> written) {
    return new Settings() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T get(Setting<T> setting) {
        Object value = written.get(setting.name());
        return (T)
            switch (setting.presence()) {
              case OPTIONAL -> Optional.ofNullable(value);
              case DEFAULT ->
                  setting.parse(
                      String.valueOf(value != null ? value : setting.otherwise().orElseThrow()));
              default -> throw new IllegalArgumentException(setting.name());
            };
      }

      @Override
      public boolean has(Setting<?> setting) {
        return written.containsKey(setting.name());
      }

      @Override
      public String path() {
        return path;
      }
    };
  }

  @Override
  public String name() {
    throw new UnsupportedOperationException();
  }

  @Override
  public HttpTransport http() {
    throw new UnsupportedOperationException();
  }

  @Override
  public HttpTransport http(Authenticator nested) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Executor executor() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Clock clock() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long nanoTime() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RandomGenerator random() {
    throw new UnsupportedOperationException();
  }
}
