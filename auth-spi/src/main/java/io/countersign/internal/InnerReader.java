package io.countersign.internal;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.internal.BlockReader.At;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the authenticators that stand in a block. Every mistake becomes a fault; none is thrown.
 */
final class InnerReader {
  static final String AUTHENTICATOR = "a block { type = … }";

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private final Catalog catalog;
  private final BlockReader blocks;

  InnerReader(Catalog catalog, BlockReader blocks) {
    this.catalog = catalog;
    this.blocks = blocks;
  }

  /**
   * Returns the authenticator of this value, or null after a fault.
   *
   * @param keyOfType says for its type under which key its texts are looked up
   */
  @Nullable Inner one(At at, String name, ConfigValue value, UnaryOperator<String> keyOfType) {
    ConfigValue chosen = Shapes.chosen(at.reading(), name, value);
    if (chosen == null) {
      return null;
    }
    if (chosen.valueType() == ConfigValueType.STRING) {
      return shared(at.reading(), name, chosen);
    }
    if (!(chosen instanceof ConfigObject object)) {
      at.reading()
          .fault(
              chosen,
              name,
              "must be " + AUTHENTICATOR + ", or the name of another, not " + Shapes.of(chosen));
      return null;
    }
    AuthProvider provider = provider(at.reading(), name, object);
    Declaration declared =
        provider == null
            ? null
            : Declaration.of(
                at.reading(),
                Objects.requireNonNull(object.get("type")),
                name + ".type",
                provider,
                List.of(Common.TYPE),
                provider::settings,
                provider::rules);
    return provider == null || declared == null
        ? null
        : new Inner.Nested(
            provider,
            blocks.read(
                at.reading(),
                name,
                keyOfType.apply(provider.type()),
                object,
                declared.settings(),
                declared.rules()));
  }

  private static @Nullable Inner shared(Reading reading, String name, ConfigValue value) {
    String written = Shapes.written(value);
    if (!reading.path().startsWith(Blueprints.PATH)) {
      reading.fault(value, name, "must be " + AUTHENTICATOR + "; only authenticators are named");
      return null;
    }
    if (!Blueprints.isName(written)) {
      reading.fault(value, name, "must be " + AUTHENTICATOR + ", or the name of another");
      return null;
    }
    reading.shares(name, Where.of(value), written);
    return new Inner.Shared(written);
  }

  Inner.@Nullable Parts parts(At at, String name, ConfigValue value, Setting<?> setting) {
    if (!(value instanceof ConfigList list)) {
      at.reading().fault(value, name, "must be a list [{ type = … }, …], not " + Shapes.of(value));
      return null;
    }
    Map<Object, Long> types =
        list.stream()
            .filter(ConfigObject.class::isInstance)
            .map(item -> Optional.ofNullable(((ConfigObject) item).get("type")))
            .flatMap(Optional::stream)
            .filter(type -> type.valueType() == ConfigValueType.STRING)
            .collect(Collectors.groupingBy(ConfigValue::unwrapped, Collectors.counting()));
    List<Inner> read = new ArrayList<>();
    for (ConfigValue item : list) {
      Inner part =
          one(
              at,
              name + "[" + read.size() + "]",
              item,
              type ->
                  types.getOrDefault(type, 0L) > 1 ? "" : at.keyOf(setting.name() + "." + type));
      if (part == null) {
        return null;
      }
      read.add(part);
    }
    return new Inner.Parts(read);
  }

  Inner.@Nullable Options options(At at, String name, ConfigObject object, Setting<?> setting) {
    Setting.Choice choice = setting.choice().orElseThrow();
    ConfigObject left = chosen(at, name, object, choice);
    if (left == null) {
      return null;
    }
    boolean byPresence = Boolean.TRUE.equals(at.block().valueOf(choice.byPresence()));
    Map<String, Inner> read = new TreeMap<>();
    new TreeMap<>(left)
        .forEach((option, value) -> {
          String below = name + "." + option;
          String key =
              SEGMENT.matcher(option).matches() ? at.keyOf(setting.name() + "." + option) : "";
          int named = at.reading().shares().size();
          Inner part = one(at, below, value, type -> key);
          if (byPresence && at.reading().shares().size() > named) {
            at.reading()
                .fault(
                    value,
                    below,
                    "must be "
                        + AUTHENTICATOR
                        + "; by presence it can neither be nor hold another by its name, whose secrets"
                        + " must be there anyway");
          } else if (part != null) {
            read.put(option, part);
          }
        });
    Inner.Options options = new Inner.Options(read);
    if (byPresence) {
      refuseBeginnings(at, name, object);
      at.reading().byPresence(name, Where.of(object), options);
    }
    return options;
  }

  /** What was read of an option is told apart by its path. */
  private static void refuseBeginnings(At at, String name, ConfigObject object) {
    for (String option : new TreeSet<>(object.keySet())) {
      for (String other : new TreeSet<>(object.keySet())) {
        if (other.startsWith(option + ".")) {
          String what = " and a dot; by presence it must be named otherwise";
          at.reading().fault(object, name, other + " begins with " + option + what);
        }
      }
    }
  }

  /** Returns the options that are to be read: the chosen one, or all; null after a fault. */
  private static @Nullable ConfigObject chosen(
      At at, String name, ConfigObject object, Setting.Choice choice) {
    String word = at.words().get(choice.byWord());
    if (object.isEmpty()) {
      at.reading().fault(object, name, "is empty; it must be a block { NAME { type = … }, … }");
      return null;
    }
    if (word == null) {
      return at.reading().hasFault(at.of(choice.byWord())) ? null : object;
    }
    ConfigValue only = object.get(word);
    if (only == null) {
      at.reading()
          .fault(
              object,
              at.of(choice.byWord()),
              "must be one of "
                  + String.join(", ", new TreeSet<>(object.keySet()))
                  + Suggest.hint(word, object.keySet()));
      return null;
    }
    return ConfigValueFactory.fromMap(Map.of()).withValue(word, only);
  }

  /** Returns the provider that the block's {@code type} says, or null after a fault. */
  @Nullable AuthProvider provider(Reading reading, String below, ConfigObject object) {
    String name = below.isEmpty() ? "type" : below + ".type";
    ConfigValue written = object.get("type");
    if (written == null) {
      reading.fault(
          object,
          name,
          "is missing"
              + Suggest.nearest("type", object.keySet())
                  .map(slip -> "; is " + slip + " meant to be it?")
                  .orElse("")
              + "; types found: "
              + catalog.authenticators().listed());
      return null;
    }
    ConfigValue value = Shapes.chosen(reading, name, written);
    if (value == null || value.valueType() != ConfigValueType.STRING) {
      if (value != null) {
        reading.fault(value, name, "must be the name of a type, not " + Shapes.of(value));
      }
      return null;
    }
    String type = (String) value.unwrapped();
    List<Discovery.Candidate<AuthProvider>> found = catalog.authenticators().ofType(type);
    if (found.size() == 1) {
      if (below.isEmpty()) {
        reading.type(type);
      }
      return found.get(0).provider();
    }
    reading.fault(
        value,
        name,
        found.isEmpty()
            ? Catalog.unknown("type", type, catalog.authenticators())
            : Discovery.clash(type, found));
    return null;
  }
}
