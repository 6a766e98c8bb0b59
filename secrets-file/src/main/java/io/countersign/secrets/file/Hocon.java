package io.countersign.secrets.file;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * HOCON, and JSON as the same library reads it strictly.
 *
 * <p>Numbers and truth values are texts as they are spelled, as everywhere in HOCON, where {@code
 * 0123} is written without quotes. Neither the environment nor another file gets in.
 */
final class Hocon {
  private Hocon() {}

  /**
   * Reads it.
   *
   * @param language {@code HOCON} or {@code JSON}
   */
  static Document parse(String text, String language) {
    OptionalInt tooDeep = Depth.exceededAt(text);
    if (tooDeep.isPresent()) {
      return new Document.Unusable(
          "nests too deeply", "see line " + tooDeep.getAsInt() + ", and make it flatter");
    }
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(language.equals("JSON") ? ConfigSyntax.JSON : ConfigSyntax.CONF)
            .setIncluder(new NoIncludes());
    try {
      Config config =
          ConfigFactory.parseString(text, options).resolve(ConfigResolveOptions.noSystem());
      return new Document.Keys(table(config.root(), 0));
    } catch (NoIncludes.Included included) {
      return new Document.Unusable(
          "includes another", "list that file in paths, and take the include away");
    } catch (ConfigException.UnresolvedSubstitution unresolved) {
      return new Document.Unusable(
          "refers to nothing",
          "see line " + line(unresolved) + "; a ${…} finds only what the same file says");
    } catch (ConfigException malformed) {
      // Its messages quote what they stumbled over, which may be the secret.
      return new Document.Unusable(
          "is not " + language,
          "see line "
              + line(malformed)
              + "; put texts, and numbers of many digits, between quotes");
    }
  }

  private static int line(ConfigException exception) {
    return exception.origin() == null ? 1 : Math.max(1, exception.origin().lineNumber());
  }

  private static Node.Table table(ConfigObject object, int level) {
    Map<String, Node> members = new TreeMap<>();
    object.forEach((key, value) -> {
      if (value.valueType() != ConfigValueType.NULL) {
        members.put(key, node(value, Depth.below(level)));
      }
    });
    return new Node.Table(members);
  }

  private static Node node(ConfigValue value, int level) {
    if (value instanceof ConfigObject object) {
      return table(object, level);
    }
    if (value.valueType() == ConfigValueType.LIST) {
      return new Node.Other("a list", value.origin().lineNumber());
    }
    // What unwrapped() gives has lost the spelling of a number.
    return new Node.Text(value.atKey("it").getString("it"));
  }
}
