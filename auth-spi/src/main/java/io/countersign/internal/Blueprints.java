package io.countersign.internal;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.countersign.spi.AuthProvider;
import io.countersign.spi.Setting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads authenticators, without I/O. */
final class Blueprints {
  static final String PATH = "countersign.authenticators.";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final System.Logger LOG = System.getLogger("io.countersign");

  private final Function<ConfigValue, BlockReader> readers;
  private final Set<String> warned;
  private final Map<List<String>, OriginRules> known;

  Blueprints(BlockReader reader) {
    this(block -> reader, ConcurrentHashMap.newKeySet(), new ConcurrentHashMap<>());
  }

  private Blueprints(
      Function<ConfigValue, BlockReader> readers,
      Set<String> warned,
      Map<List<String>, OriginRules> known) {
    this.readers = readers;
    this.warned = warned;
    this.known = known;
  }

  /** Returns those that read each block by another reader, for a tenant. */
  Blueprints readBy(Function<ConfigValue, BlockReader> others) {
    return new Blueprints(others, warned, known);
  }

  Blueprint read(String name, ConfigValue value) {
    Reading reading = new Reading(name, PATH + name, Where.of(value));
    if (!isName(name)) {
      reading.fault(
          value, "", "is no name of an authenticator: those are of the form [a-z][a-z0-9-]*");
      return unread(reading, value);
    }
    if (name.equals(TextSyntax.TENANTS)) {
      reading.fault(
          value,
          "",
          "cannot be the name of an authenticator: its secrets would stand where those of tenants"
              + " do; rename it");
      return unread(reading, value);
    }
    BlockReader reader = readers.apply(value);
    ConfigObject object = Shapes.object(reading, "", value);
    AuthProvider provider = object == null ? null : reader.provider(reading, "", object);
    if (object == null || provider == null) {
      return unread(reading, value);
    }
    Declaration declared =
        Declaration.of(
            reading,
            value,
            "type",
            provider,
            Common.AUTHENTICATOR,
            provider::settings,
            provider::rules);
    if (declared == null) {
      return unread(reading, value);
    }
    Block block = reader.read(reading, "", name, object, declared.settings(), declared.rules());
    boolean sends = reading.holdsSecrets() || places(declared.settings());
    return new Blueprint(
        reading, value.origin(), provider, block, origins(reading, object, block, sends));
  }

  private static Blueprint unread(Reading reading, ConfigValue value) {
    return new Blueprint(reading, value.origin(), null, null, OriginRules.any());
  }

  /**
   * What such a type places may be a secret that is nowhere in the block: a session, a token, or
   * what comes from elsewhere where a word of the block says so.
   */
  private static boolean places(List<Setting<?>> settings) {
    return settings.stream()
        .anyMatch(setting ->
            setting.name().equals("in")
                || setting.shape() == Setting.Shape.PARTS
                || setting.shape() == Setting.Shape.OPTIONS
                || (setting.confidential() && setting.condition().isPresent()));
  }

  /** Returns whether an authenticator may have this name. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private OriginRules origins(Reading reading, ConfigObject object, Block block, boolean sends) {
    if (!block.has(Common.ORIGINS)) {
      if (sends) {
        reading.fault(
            object,
            "origins",
            "is missing; list where its secrets may go, as origins = [\"https://api.example\"]");
      }
      return OriginRules.any();
    }
    Optional<List<String>> written = block.get(Common.ORIGINS);
    if (written.isEmpty()) {
      return OriginRules.any(); // its fault is told already
    }
    ConfigValue value = Objects.requireNonNull(object.get("origins"));
    try {
      OriginRules rules = known.computeIfAbsent(written.get(), OriginRules::parse);
      if (rules == OriginRules.any() && sends && warned.add(reading.name())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: {1}.origins = any lets its secrets go to every address that is asked by https;"
                + " list the origins that may have them",
            Where.of(value),
            reading.path());
      }
      return rules;
    } catch (IllegalArgumentException unfit) {
      reading.fault(value, "origins", told(value, unfit));
      return OriginRules.any();
    }
  }

  /** What comes from outside the file may be anything, a secret in the wrong variable too. */
  private static String told(ConfigValue origins, IllegalArgumentException unfit) {
    List<ConfigValue> items = origins instanceof ConfigList list ? list : List.of(origins);
    return items.stream().anyMatch(Where::mentionsOutside)
        ? "an entry from the environment is not an origin" + OriginRules.EXPECTED
        : String.valueOf(unfit.getMessage());
  }
}
