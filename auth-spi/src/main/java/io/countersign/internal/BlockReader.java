package io.countersign.internal;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.ArrayList;
import java.util.HashMap;
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
 * Reads a block against the settings that are declared for it. Every mistake of the block becomes a
 * fault of the {@link Reading}; nothing is thrown, and nothing is looked up.
 */
final class BlockReader {
  private static final String AUTHENTICATOR = "a block { type = … }";
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private final Catalog catalog;
  private final TextReader texts;
  private final ValueReader values;

  BlockReader(Catalog catalog, TextReader texts) {
    this.catalog = catalog;
    this.texts = texts;
    this.values = new ValueReader(texts);
  }

  /** One block on its way: where it is, and which of its words are known already. */
  private record At(
      Reading reading, String below, String key, Block block, Map<String, String> words) {
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
          case AUTHENTICATOR -> AUTHENTICATOR;
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
      case AUTHENTICATOR -> part(at, name, value, type -> at.keyOf(setting.name()));
      case PARTS -> parts(at, name, value, setting);
    };
  }

  private @Nullable Object ofBlock(At at, String name, ConfigObject object, Setting<?> setting) {
    return switch (setting.shape()) {
      case TEXTS -> values.texts(at.reading, name, object, setting);
      case TREE -> values.tree(at.reading, name, object, setting, 0);
      case BLOCK ->
          read(
              at.reading, name, at.keyOf(setting.name()), object, setting.inner(), setting.rules());
      default -> options(at, name, object, setting);
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

  private @Nullable Inner part(
      At at, String name, ConfigValue value, UnaryOperator<String> keyOfType) {
    ConfigValue chosen = Shapes.chosen(at.reading, name, value);
    if (chosen == null) {
      return null;
    }
    if (chosen.valueType() == ConfigValueType.STRING) {
      return shared(at.reading, name, chosen);
    }
    if (!(chosen instanceof ConfigObject object)) {
      at.reading.fault(
          chosen,
          name,
          "must be " + AUTHENTICATOR + ", or the name of another, not " + Shapes.of(chosen));
      return null;
    }
    AuthProvider provider = provider(at.reading, name, object);
    Declaration declared =
        provider == null
            ? null
            : Declaration.of(
                at.reading,
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
            read(
                at.reading,
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

  private Inner.@Nullable Parts parts(At at, String name, ConfigValue value, Setting<?> setting) {
    if (!(value instanceof ConfigList list)) {
      at.reading.fault(value, name, "must be a list [{ type = … }, …], not " + Shapes.of(value));
      return null;
    }
    Map<Object, Long> types =
        list.stream()
            .filter(ConfigObject.class::isInstance)
            .map(item -> Optional.ofNullable(((ConfigObject) item).get("type")))
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(ConfigValue::unwrapped, Collectors.counting()));
    List<Inner> read = new ArrayList<>();
    for (ConfigValue item : list) {
      Inner part =
          part(
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

  private Inner.@Nullable Options options(
      At at, String name, ConfigObject object, Setting<?> setting) {
    Setting.Choice choice = setting.choice().orElseThrow();
    ConfigObject left = chosen(at, name, object, choice);
    if (left == null) {
      return null;
    }
    boolean byPresence = Boolean.TRUE.equals(at.block.valueOf(choice.byPresence()));
    Map<String, Inner> read = new TreeMap<>();
    new TreeMap<>(left)
        .forEach((option, value) -> {
          String below = name + "." + option;
          String key =
              SEGMENT.matcher(option).matches() ? at.keyOf(setting.name() + "." + option) : "";
          Inner part = part(at, below, value, type -> key);
          if (part instanceof Inner.Shared && byPresence) {
            at.reading.fault(
                value,
                below,
                "must be "
                    + AUTHENTICATOR
                    + "; by presence it cannot be another, whose secrets must be there anyway");
          } else if (part != null) {
            read.put(option, part);
          }
        });
    Inner.Options options = new Inner.Options(read);
    if (byPresence) {
      at.reading.byPresence(name, Where.of(object), options);
    }
    return options;
  }

  /** Returns the options that are to be read: the chosen one, or all; null after a fault. */
  private static @Nullable ConfigObject chosen(
      At at, String name, ConfigObject object, Setting.Choice choice) {
    String word = at.words.get(choice.byWord());
    if (object.isEmpty()) {
      at.reading.fault(object, name, "is empty; it must be a block { NAME { type = … }, … }");
      return null;
    }
    if (word == null) {
      return at.reading.hasFault(at.of(choice.byWord())) ? null : object;
    }
    ConfigValue only = object.get(word);
    if (only == null) {
      at.reading.fault(
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
