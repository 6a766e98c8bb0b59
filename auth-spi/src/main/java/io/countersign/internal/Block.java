package io.countersign.internal;

import io.countersign.Authenticator;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Live;
import io.countersign.spi.Setting;
import io.countersign.spi.Settings;
import io.countersign.spi.TextTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The values of one block, filled by {@link BlockReader}, read by a provider. */
final class Block implements Settings {
  /** A nested authenticator that was read, and is made before the one that holds it. */
  record Nested(AuthProvider provider, Block settings) {}

  private final String path;
  private final Map<String, Setting<?>> declared = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private final Set<SecretCell> cells = new LinkedHashSet<>();

  Block(String path, List<Setting<?>> settings) {
    this.path = path;
    settings.forEach(setting -> declared.put(setting.name(), setting));
  }

  void put(Setting<?> setting, Object value) {
    gather(value);
    values.put(setting.name(), value);
  }

  void wrote(Setting<?> setting) {
    written.add(setting.name());
  }

  private void gather(Object value) {
    if (value instanceof ReadText text) {
      cells.addAll(text.cells());
    } else if (value instanceof Map<?, ?> texts) {
      texts.values().forEach(this::gather);
    } else if (value instanceof TextTree.Text text) {
      gather(text.template());
    } else if (value instanceof TextTree.Members object) {
      gather(object.members());
    } else if (value instanceof TextTree.Items array) {
      array.items().forEach(this::gather);
    } else if (value instanceof Block inner) {
      cells.addAll(inner.cells);
    } else if (value instanceof Nested nested) {
      cells.addAll(nested.settings.cells);
    }
  }

  @Override
  public Live<?> secrets() {
    Live<Object> all = Live.of(this);
    for (SecretCell cell : cells) {
      all = Live.both(all, cell, (before, value) -> new Object());
    }
    return all;
  }

  /** Makes the nested authenticators, the innermost first. */
  void makeNested(Function<Nested, Authenticator> make) {
    values.replaceAll((name, value) -> {
      if (value instanceof Nested nested) {
        nested.settings.makeNested(make);
        return make.apply(nested);
      }
      if (value instanceof Block inner) {
        inner.makeNested(make);
      }
      return value;
    });
  }

  @Override
  @SuppressWarnings("unchecked") // the declared setting says which type the reader has put there
  public <T> T get(Setting<T> setting) {
    refuseUndeclared(setting);
    Object value = values.get(setting.name());
    return setting.presence().isOptional()
        ? (T) Optional.ofNullable(value)
        : (T) java.util.Objects.requireNonNull(value, setting::toString);
  }

  @Override
  public boolean has(Setting<?> setting) {
    refuseUndeclared(setting);
    return written.contains(setting.name());
  }

  private void refuseUndeclared(Setting<?> setting) {
    Setting<?> known = declared.get(setting.name());
    if (known == null) {
      throw new IllegalArgumentException(setting + " was not declared for " + path);
    }
    boolean alike =
        known.presence().isOptional() == setting.presence().isOptional()
            && known.shape() == setting.shape()
            && known.reserved().equals(setting.reserved())
            && known.expected().equals(setting.expected());
    if (!alike) {
      throw new IllegalArgumentException(setting + " was declared in another form for " + path);
    }
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String toString() {
    return "Settings[" + path + "]";
  }
}
