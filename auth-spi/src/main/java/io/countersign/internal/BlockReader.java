package io.countersign.internal;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import io.countersign.spi.TextTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block against the settings that are declared for it. Every mistake of the block becomes a
 * fault of the {@link Reading}; nothing is thrown, and nothing is looked up.
 */
final class BlockReader {
  private final Catalog catalog;
  private final TextReader texts;

  BlockReader(Catalog catalog, TextReader texts) {
    this.catalog = catalog;
    this.texts = texts;
  }

  /** One block on its way: where it is, and which of its words are known already. */
  private record At(
      Reading reading, String below, String key, Block block, Map<String, String> words) {
    String of(String name) {
      return below.isEmpty() ? name : below + "." + name;
    }
  }

  /**
   * Reads a block.
   *
   * @param below the path of the block below that of the reading; empty for itself
   * @param key the key under which its texts are looked up, without that of the text
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
      if (setting.presence() != Setting.Presence.CONDITIONAL) {
        readOne(at, object, setting);
      }
    }
    for (Setting<?> setting : settings) {
      setting.condition().ifPresent(condition -> readConditional(at, object, setting, condition));
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
        String hint = Suggest.hint(name, known);
        at.reading.fault(
            entry.getValue(),
            at.of(name),
            "unknown setting"
                + (hint.isEmpty() ? "; known here are " + String.join(", ", known) : hint));
      }
    }
  }

  private void readConditional(
      At at, ConfigObject object, Setting<?> setting, Setting.Condition condition) {
    String word = at.words.get(condition.setting());
    if (word == null) {
      return; // its own fault is told; what depends on it cannot be
    }
    if (condition.words().contains(word)) {
      readOne(at, object, setting);
    } else if (isWritten(object, setting)) {
      at.reading.fault(
          Objects.requireNonNull(object.get(setting.name())),
          at.of(setting.name()),
          "is only for "
              + condition.setting()
              + " = "
              + String.join(" or ", condition.words())
              + ", and that is "
              + word
              + " here");
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

  private static boolean isWritten(ConfigObject object, Setting<?> setting) {
    return isWritten(object, setting.name());
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
          ConfigValueFactory.fromAnyRef(setting.otherwise().orElseThrow(), "default");
      keep(at, setting, valueOf(at, setting, otherwise));
    } else if (setting.presence() == Setting.Presence.OPTIONAL) {
      return;
    } else if (setting.shape() == Setting.Shape.TEXT) {
      String name = at.of(setting.name());
      keep(at, setting, texts.leftOut(at.reading, name, at.key + "." + setting.name(), setting));
    } else {
      at.reading.fault(object, at.of(setting.name()), missing(setting));
    }
  }

  private static String missing(Setting<?> setting) {
    String what =
        switch (setting.shape()) {
          case WORD, WORDS -> setting.expected();
          case BLOCK, TEXTS, TREE -> "a block { … }";
          case AUTHENTICATOR -> "a block { type = … }";
          case TEXT -> "a text";
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
    return switch (setting.shape()) {
      case WORD -> {
        ConfigValue chosen = chosen(at.reading, name, value);
        yield chosen == null ? null : word(at, name, chosen, setting);
      }
      case WORDS -> words(at, name, value, setting);
      case TEXT -> {
        ConfigValue chosen = chosen(at.reading, name, value);
        yield chosen == null ? null : texts.read(at.reading, name, chosen, setting);
      }
      case TEXTS -> {
        ConfigObject object = object(at.reading, name, value);
        yield object == null ? null : texts(at, name, object, setting);
      }
      case TREE -> {
        ConfigObject object = object(at.reading, name, value);
        yield object == null ? null : tree(at, name, object, setting);
      }
      case BLOCK -> {
        ConfigObject object = object(at.reading, name, value);
        yield object == null
            ? null
            : read(
                at.reading,
                name,
                at.key + "." + setting.name(),
                object,
                setting.inner(),
                setting.rules());
      }
      case AUTHENTICATOR -> {
        ConfigObject object = object(at.reading, name, value);
        yield object == null ? null : nested(at, name, at.key + "." + setting.name(), object);
      }
    };
  }

  /** Follows {@code { by = word, word = value }} to the value that is meant. */
  static @Nullable ConfigValue chosen(Reading reading, String name, ConfigValue value) {
    if (!(value instanceof ConfigObject choice) || !choice.containsKey("by")) {
      return value;
    }
    ConfigValue by = choice.get("by");
    TreeSet<String> words = new TreeSet<>(choice.keySet());
    words.remove("by");
    if (by.valueType() != ConfigValueType.STRING
        && by.valueType() != ConfigValueType.NUMBER
        && by.valueType() != ConfigValueType.BOOLEAN) {
      reading.fault(by, name + ".by", "expects a word, one of " + String.join(", ", words));
      return null;
    }
    ConfigValue chosen = choice.get(by.atKey("v").getString("v"));
    if (chosen == null) {
      reading.fault(by, name + ".by", "says none of " + String.join(", ", words));
      return null;
    }
    return chosen(reading, name, chosen);
  }

  private static @Nullable Object word(At at, String name, ConfigValue value, Setting<?> setting) {
    if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
      at.reading.fault(value, name, "must be " + setting.expected() + ", not " + shapeOf(value));
      return null;
    }
    String written = value.atKey("v").getString("v");
    if (written.contains("{{")) {
      at.reading.fault(value, name, "is a word of the configuration; {{…}} has no meaning in it");
      return null;
    }
    Object parsed;
    try {
      parsed = setting.parse(written);
    } catch (RuntimeException unreadable) {
      at.reading.fault(
          value, name, "must be " + setting.expected() + Suggest.hint(written, setting.words()));
      return null;
    }
    at.words.put(setting.name(), written);
    at.reading.word(
        name, Where.of(value), Where.mentionsOutside(value) ? "(from outside the file)" : written);
    return parsed instanceof Path path
        ? Where.folder(value.origin()).resolve(path).normalize()
        : parsed;
  }

  private static @Nullable List<Object> words(
      At at, String name, ConfigValue value, Setting<?> setting) {
    List<ConfigValue> items = value instanceof ConfigList list ? list : List.of(value);
    List<Object> read = new ArrayList<>();
    for (ConfigValue item : items) {
      ConfigValue chosen = chosen(at.reading, name, item);
      Object word = chosen == null ? null : word(at, name, chosen, setting);
      if (word == null) {
        return null;
      }
      read.add(word);
    }
    return List.copyOf(read);
  }

  private Map<String, ReadText> texts(At at, String name, ConfigObject object, Setting<?> setting) {
    Map<String, ReadText> read = new TreeMap<>();
    new TreeMap<>(object)
        .forEach((key, value) -> {
          ConfigValue chosen = chosen(at.reading, name + "." + key, value);
          ReadText text =
              chosen == null ? null : texts.read(at.reading, name + "." + key, chosen, setting);
          if (text != null) {
            read.put(key, text);
          }
        });
    return read;
  }

  private @Nullable TextTree tree(At at, String name, ConfigValue value, Setting<?> setting) {
    return switch (value.valueType()) {
      case OBJECT -> {
        Map<String, TextTree> members = new TreeMap<>();
        new TreeMap<>((ConfigObject) value)
            .forEach((key, member) -> {
              TextTree read = tree(at, name + "." + key, member, setting);
              if (read != null) {
                members.put(key, read);
              }
            });
        yield new TextTree.Members(members);
      }
      case LIST -> {
        List<TextTree> items = new ArrayList<>();
        for (ConfigValue item : (ConfigList) value) {
          TextTree read = tree(at, name + "[" + items.size() + "]", item, setting);
          if (read != null) {
            items.add(read);
          }
        }
        yield new TextTree.Items(items);
      }
      case STRING -> {
        ReadText text = texts.read(at.reading, name, value, setting);
        yield text == null ? null : new TextTree.Text(text);
      }
      case NUMBER, BOOLEAN -> {
        String json = value.atKey("v").getString("v");
        at.reading.word(name, Where.of(value), json);
        yield new TextTree.Literal(json);
      }
      case NULL -> new TextTree.Literal("null");
    };
  }

  private Block.@Nullable Nested nested(At at, String name, String key, ConfigObject object) {
    AuthProvider provider = provider(at.reading, name, object);
    if (provider == null) {
      return null;
    }
    List<Setting<?>> settings = new ArrayList<>();
    settings.add(Common.TYPE);
    settings.addAll(provider.settings());
    return new Block.Nested(
        provider, read(at.reading, name, key, object, settings, provider.rules()));
  }

  /** Returns the provider that the block's {@code type} says, or null after a fault. */
  @Nullable AuthProvider provider(Reading reading, String below, ConfigObject object) {
    String name = below.isEmpty() ? "type" : below + ".type";
    ConfigValue written = object.get("type");
    if (written == null) {
      reading.fault(
          object,
          name,
          "is missing; found are " + String.join(", ", catalog.authenticators().types()));
      return null;
    }
    ConfigValue value = chosen(reading, name, written);
    if (value == null || value.valueType() != ConfigValueType.STRING) {
      if (value != null) {
        reading.fault(value, name, "must be the name of a type, not " + shapeOf(value));
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

  /** Returns the value as a block, or null after a fault. */
  static @Nullable ConfigObject object(Reading reading, String name, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      return object;
    }
    reading.fault(value, name, "must be a block { … }, not " + shapeOf(value));
    return null;
  }

  static String shapeOf(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a block";
      case LIST -> "a list";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
    };
  }
}
