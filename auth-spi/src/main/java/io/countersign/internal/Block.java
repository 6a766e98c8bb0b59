package io.countersign.internal;

import io.countersign.Authenticator;
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
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of one block, filled by {@link BlockReader}, read by a provider. */
final class Block implements Settings {
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

  /** Returns the value of the setting of this name, as it was read; null if it has none. */
  @Nullable Object valueOf(String name) {
    return values.get(name);
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
    } else if (value instanceof Inner.Nested nested) {
      cells.addAll(nested.settings().cells);
    } else if (value instanceof Inner.Parts parts) {
      parts.all().forEach(this::gather);
    } else if (value instanceof Inner.Options options) {
      options.all().values().forEach(this::gather);
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

  /** Makes the nested authenticators, the innermost first; what was not chosen is gone by now. */
  void makeNested(Function<Inner, Authenticator> make) {
    cells.clear();
    values
        .values()
        .forEach(value -> {
          within(value, make);
          gather(value);
        });
    values.replaceAll((name, value) -> {
      if (value instanceof Inner part) {
        return make.apply(part);
      }
      if (value instanceof Inner.Parts parts) {
        return parts.all().stream().map(make).toList();
      }
      if (value instanceof Inner.Options options) {
        Map<String, Authenticator> made = new TreeMap<>();
        options.all().forEach((option, part) -> made.put(option, make.apply(part)));
        return made;
      }
      return value;
    });
  }

  private static void within(Object value, Function<Inner, Authenticator> make) {
    if (value instanceof Block inner) {
      inner.makeNested(make);
    } else if (value instanceof Inner.Nested nested) {
      nested.settings().makeNested(make);
    } else if (value instanceof Inner.Parts parts) {
      parts.all().forEach(part -> within(part, make));
    } else if (value instanceof Inner.Options options) {
      options.all().values().forEach(part -> within(part, make));
    }
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
