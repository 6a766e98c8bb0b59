package io.countersign.internal;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.countersign.spi.Setting;
import io.countersign.spi.TextTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads words, texts and what is made of them. Returns null after a fault, and throws nothing. */
final class ValueReader {
  /** Deeper than any body of an API, and far from the end of the stack. */
  static final int DEEPEST = 64;

  /** A user of an address, and more. */
  private static final Pattern USER = Pattern.compile("//[^/]*@");

  private final TextReader texts;

  ValueReader(TextReader texts) {
    this.texts = texts;
  }

  /** Reads one word; a choice was followed already. */
  @Nullable Object word(Reading reading, String name, ConfigValue value, Setting<?> setting) {
    Object parsed = parsed(reading, name, value, setting);
    if (parsed != null) {
      reading.word(name, Where.of(value), shown(value));
    }
    return parsed;
  }

  private static @Nullable Object parsed(
      Reading reading, String name, ConfigValue value, Setting<?> setting) {
    if (!Shapes.isScalar(value)) {
      reading.fault(value, name, "must be " + setting.expected() + ", not " + Shapes.of(value));
      return null;
    }
    String written = Shapes.written(value);
    if (written.contains("{{")) {
      reading.fault(value, name, "is a word of the configuration; {{…}} has no meaning in it");
      return null;
    }
    try {
      Object parsed = setting.parse(written);
      return parsed instanceof Path path
          ? Where.folder(value.origin()).resolve(path).normalize()
          : parsed;
    } catch (RuntimeException unreadable) {
      reading.fault(
          value, name, "must be " + setting.expected() + Suggest.hint(written, setting.words()));
      return null;
    }
  }

  private static String shown(ConfigValue value) {
    if (Where.mentionsOutside(value)) {
      return "(from outside the file)";
    }
    String written = Shapes.written(value);
    return written.indexOf('@') < 0 ? written : USER.matcher(written).replaceAll("//…@");
  }

  @Nullable List<Object> words(
      Reading reading, String name, ConfigValue value, Setting<?> setting) {
    List<ConfigValue> items = value instanceof ConfigList list ? list : List.of(value);
    List<Object> read = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (ConfigValue item : items) {
      ConfigValue chosen = Shapes.chosen(reading, name, item);
      Object word = chosen == null ? null : parsed(reading, name, chosen, setting);
      if (chosen != null && word != null) {
        read.add(word);
        shown.add(shown(chosen));
      }
    }
    if (read.size() < items.size()) {
      return null;
    }
    reading.word(name, Where.of(value), String.join(", ", shown));
    return List.copyOf(read);
  }

  @Nullable ReadText text(Reading reading, String name, ConfigValue value, Setting<?> setting) {
    ConfigValue chosen = Shapes.chosen(reading, name, value);
    return chosen == null ? null : texts.read(reading, name, chosen, setting);
  }

  /** Reads a text, or a list of texts that are its lines. */
  @Nullable ReadText lines(Reading reading, String name, ConfigValue value, Setting<?> setting) {
    ConfigValue chosen = Shapes.chosen(reading, name, value);
    if (!(chosen instanceof ConfigList list)) {
      return chosen == null ? null : texts.read(reading, name, chosen, setting);
    }
    List<ReadText> lines = new ArrayList<>();
    for (ConfigValue item : list) {
      ReadText line = text(reading, name + "[" + lines.size() + "]", item, setting);
      if (line == null) {
        return null;
      }
      lines.add(line);
    }
    return ReadText.lines(lines);
  }

  /** Reads a map of texts; a null takes its name out, as everywhere in HOCON. */
  Map<String, ReadText> texts(
      Reading reading, String name, ConfigObject object, Setting<?> setting) {
    Map<String, ReadText> read = new TreeMap<>();
    new TreeMap<>(object)
        .forEach((key, value) -> {
          ReadText text =
              value.valueType() == ConfigValueType.NULL
                  ? null
                  : text(reading, name + "." + key, value, setting);
          if (text != null) {
            read.put(key, text);
          }
        });
    return read;
  }

  @Nullable TextTree tree(
      Reading reading, String name, ConfigValue value, Setting<?> setting, int depth) {
    if (depth > DEEPEST) {
      reading.fault(value, name, "is nested deeper than " + DEEPEST + " levels");
      return null;
    }
    return switch (value.valueType()) {
      case OBJECT -> {
        Map<String, TextTree> members = new TreeMap<>();
        new TreeMap<>((ConfigObject) value)
            .forEach((key, member) -> {
              TextTree read = tree(reading, name + "." + key, member, setting, depth + 1);
              if (read != null) {
                members.put(key, read);
              }
            });
        yield new TextTree.Members(members);
      }
      case LIST -> {
        List<TextTree> items = new ArrayList<>();
        int index = 0;
        for (ConfigValue item : (ConfigList) value) {
          TextTree read = tree(reading, name + "[" + index++ + "]", item, setting, depth + 1);
          if (read != null) {
            items.add(read);
          }
        }
        yield new TextTree.Items(items);
      }
      case STRING -> {
        ReadText text = texts.read(reading, name, value, setting);
        yield text == null ? null : new TextTree.Text(text);
      }
      case NUMBER, BOOLEAN -> {
        reading.word(name, Where.of(value), shown(value));
        yield new TextTree.Literal(Shapes.written(value));
      }
      case NULL -> new TextTree.Literal("null");
    };
  }
}
