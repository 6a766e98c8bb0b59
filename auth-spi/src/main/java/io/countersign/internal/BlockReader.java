package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block against the settings that are declared for it. Every mistake of the block becomes a
 * fault of the {@link Reading}; nothing is thrown, and nothing is looked up.
 */
final class BlockReader {
  private final TextReader texts;
  private final ValueReader values;
  private final InnerReader inner;

  BlockReader(Catalog catalog, TextReader texts) {
    this.inner = new InnerReader(catalog, this);
    this.texts = texts;
    this.values = new ValueReader(texts);
  }

  /** One block on its way: where it is, and which of its words are known already. */
  record At(Reading reading, String below, String key, Block block, Map<String, String> words) {
    String of(String name) {
      return below.isEmpty() ? name : below + "." + name;
    }

    /** Returns the key of what is below; there is none below what has none. */
    String keyOf(String name) {
      return key.isEmpty() ? "" : key + "." + name;
    }
  }

  /**
   * Reads a block.
   *
   * @param below the path of the block below that of the reading; empty for itself
   * @param key the key under which its texts are looked up, without that of the text; empty if
   *     there is none, and what is left out cannot be looked up
   */
  Block read(
      Reading reading,
      String below,
      String key,
      ConfigObject object,
      List<Setting<?>> settings,
      List<Rule> rules) {
    Block block =
        new Block(below.isEmpty() ? reading.path() : reading.path() + "." + below, settings);
    At at = new At(reading, below, key, block, new HashMap<>());
    refuseUnknown(at, object, settings);
    for (Setting<?> setting : settings) {
      if (setting.condition().isEmpty() && setting.choice().isEmpty()) {
        readOne(at, object, setting);
      }
    }
    for (Setting<?> setting : settings) { // what hangs on words that are read by now
      setting.condition().ifPresent(condition -> readConditional(at, object, setting, condition));
      if (setting.choice().isPresent()) {
        readOne(at, object, setting);
      }
    }
    for (Rule rule : rules) {
      check(at, object, rule);
    }
    return block;
  }

  private static void refuseUnknown(At at, ConfigObject object, List<Setting<?>> settings) {
    List<String> known = settings.stream().map(Setting::name).toList();
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      String name = entry.getKey();
      if (!known.contains(name)) {
        at.reading.fault(entry.getValue(), at.of(name), unknown(at, name, known));
      }
    }
  }

  private static String unknown(At at, String name, List<String> known) {
    if (!at.below.isEmpty() && name.equals(Common.ORIGINS.name())) {
      return "stands only at the top of an authenticator; what is nested goes where that goes";
    }
    String hint = Suggest.hint(name, known);
    return "unknown setting"
        + (hint.isEmpty() ? "; known here are " + String.join(", ", known) : hint);
  }

  private void readConditional(
      At at, ConfigObject object, Setting<?> setting, Setting.Condition condition) {
    String word = at.words.get(condition.setting());
    if (word == null && at.reading.hasFault(at.of(condition.setting()))) {
      return; // its own fault is told; what depends on it cannot be
    }
    if (word != null && condition.words().contains(word)) {
      readOne(at, object, setting);
    } else if (isWritten(object, setting.name())) {
      at.reading.fault(
          Objects.requireNonNull(object.get(setting.name())),
          at.of(setting.name()),
          "is only for "
              + condition.setting()
              + " = "
              + String.join(" or ", condition.words())
              + (word == null ? ", which is not said here" : ", and that is " + word + " here"));
    }
  }

  private static void check(At at, ConfigObject object, Rule rule) {
    long written = rule.settings().stream().filter(name -> isWritten(object, name)).count();
    String names = String.join(", ", rule.settings());
    String what =
        switch (rule.kind()) {
          case EXACTLY_ONE -> written == 1 ? "" : "needs exactly one of " + names;
          case AT_MOST_ONE -> written <= 1 ? "" : "takes only one of " + names;
          case AT_LEAST_ONE -> written >= 1 ? "" : "needs one of " + names;
        };
    if (!what.isEmpty()) {
      at.reading.fault(object, at.below, what + "; it has " + (written == 0 ? "none" : written));
    }
  }

  private static boolean isWritten(ConfigObject object, String name) {
    ConfigValue value = object.get(name);
    return value != null && value.valueType() != ConfigValueType.NULL;
  }

  private void readOne(At at, ConfigObject object, Setting<?> setting) {
    ConfigValue value = object.get(setting.name());
    if (value != null && value.valueType() != ConfigValueType.NULL) {
      at.block.wrote(setting);
      keep(at, setting, valueOf(at, setting, value));
    } else if (setting.presence() == Setting.Presence.DEFAULT) {
      ConfigValue otherwise =
          ConfigValueFactory.fromAnyRef(setting.otherwise().orElseThrow(), Where.DEFAULT);
      keep(at, setting, valueOf(at, setting, otherwise));
    } else if (setting.presence() == Setting.Presence.OPTIONAL) {
      return;
    } else if (setting.shape() == Setting.Shape.TEXT) {
      leftOut(at, object, setting);
    } else {
      at.reading.fault(object, at.of(setting.name()), missing(setting));
    }
  }

  private void leftOut(At at, ConfigObject object, Setting<?> setting) {
    String name = at.of(setting.name());
    String key = at.keyOf(setting.name());
    if (key.isEmpty()) {
      at.reading.fault(
          object,
          name,
          "is missing; it must be written, as {{"
              + at.reading.name()
              + "."
              + setting.name()
              + "}}, for this block has no key of its own to look it up under");
    } else {
      keep(at, setting, texts.leftOut(at.reading, name, key, setting));
    }
  }

  private static String missing(Setting<?> setting) {
    String what =
        switch (setting.shape()) {
          case WORD, WORDS -> setting.expected();
          case BLOCK, TEXTS, TREE -> "a block { … }";
          case AUTHENTICATOR -> InnerReader.AUTHENTICATOR;
          case PARTS -> "a list [{ type = … }, …]";
          case OPTIONS -> "a block { NAME { type = … }, … }";
          case TEXT -> "a text";
          case LINES -> "a text, or a list of texts";
        };
    return "is missing; it must be " + what;
  }

  private static void keep(At at, Setting<?> setting, @Nullable Object value) {
    if (value != null) {
      at.block.put(setting, value);
    }
  }

  private @Nullable Object valueOf(At at, Setting<?> setting, ConfigValue value) {
    String name = at.of(setting.name());
    Reading reading = at.reading;
    return switch (setting.shape()) {
      case WORD -> word(at, name, value, setting);
      case WORDS -> values.words(reading, name, value, setting);
      case TEXT -> values.text(reading, name, value, setting);
      case LINES -> values.lines(reading, name, value, setting);
      case TEXTS, TREE, BLOCK, OPTIONS -> {
        ConfigObject object = Shapes.object(reading, name, value);
        yield object == null ? null : ofBlock(at, name, object, setting);
      }
      case AUTHENTICATOR -> inner.one(at, name, value, type -> at.keyOf(setting.name()));
      case PARTS -> inner.parts(at, name, value, setting);
    };
  }

  private @Nullable Object ofBlock(At at, String name, ConfigObject object, Setting<?> setting) {
    return switch (setting.shape()) {
      case TEXTS -> values.texts(at.reading, name, object, setting);
      case TREE -> values.tree(at.reading, name, object, setting, 0);
      case BLOCK ->
          read(
              at.reading, name, at.keyOf(setting.name()), object, setting.inner(), setting.rules());
      default -> inner.options(at, name, object, setting);
    };
  }

  private @Nullable Object word(At at, String name, ConfigValue value, Setting<?> setting) {
    ConfigValue chosen = Shapes.chosen(at.reading, name, value);
    Object word = chosen == null ? null : values.word(at.reading, name, chosen, setting);
    if (chosen != null && word != null) {
      at.words.put(setting.name(), Shapes.written(chosen));
    }
    return word;
  }

  /** Returns the provider that the block's {@code type} says, or null after a fault. */
  @Nullable AuthProvider provider(Reading reading, String below, ConfigObject object) {
    return inner.provider(reading, below, object);
  }
}
