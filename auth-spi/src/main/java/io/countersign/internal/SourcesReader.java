package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code countersign.secrets}, without I/O. */
final class SourcesReader {
  /** What is asked when the configuration does not say: nothing that needs the network. */
  private static final List<String> DEFAULT_PRIORITY = List.of("env", "file");

  private static final Setting<Optional<List<String>>> PRIORITY =
      Setting.list("priority")
          .optional()
          .describedAs("The order in which the sources are asked; else env, then file");
  private static final Setting<String> LITERALS =
      Setting.oneOf("literals", "allow", "warn", "forbid")
          .orElse("warn")
          .describedAs("What happens to a secret that is written into the configuration");
  static final List<Setting<?>> OWN = List.of(PRIORITY, LITERALS);
  private static final List<String> OWN_NAMES = OWN.stream().map(Setting::name).toList();
  private static final String ONLY_SOURCES =
      ": every name here but " + String.join(" and ", OWN_NAMES) + " is that of a source";

  private final Catalog catalog;
  private final ConfigObject config;
  private final Reading reading;
  private final CellsOf cells;
  private final TextReader.Literals literals;
  private final List<String> priority;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Set<String> faulty = new TreeSet<>();
  private final Needs needs;

  /** Makes the cells of one source's own block. */
  @FunctionalInterface
  interface CellsOf {
    CellMap source(String name);
  }

  /** A source that was read, with the cells of its own block. */
  record Declared(
      SecretResolverProvider provider,
      Block settings,
      Reading reading,
      ConfigOrigin origin,
      CellMap cells) {}

  SourcesReader(ConfigObject config, Catalog catalog, CellsOf cells) {
    this.catalog = catalog;
    this.config = config;
    this.cells = cells;
    this.reading = new Reading("secrets", Sources.PATH, Where.of(config));
    Block own = own();
    boolean readable = reading.faults().isEmpty();
    this.literals =
        readable
            ? TextReader.Literals.valueOf(own.get(LITERALS).toUpperCase(Locale.ROOT))
            : TextReader.Literals.WARN;
    this.priority = readable ? own.get(PRIORITY).orElseGet(this::defaultPriority) : List.of();
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(config).entrySet()) {
      if (!isOwn(entry.getKey()) && entry.getValue().valueType() != ConfigValueType.NULL) {
        declare(entry.getKey(), entry.getValue());
      }
    }
    for (String name : priority) {
      if (!declared.containsKey(name) && !faulty.contains(name)) {
        declare(name, ConfigValueFactory.fromMap(Map.of()).withOrigin(priorityOrigin()));
      }
    }
    Map<String, Reading> readings = new LinkedHashMap<>();
    declared.forEach((name, source) -> readings.put(name, source.reading()));
    this.needs = new Needs(priority, readings);
    needs.circles().forEach(this::refuse);
  }

  private void refuse(Needs.Circle circle) {
    declared.keySet().removeAll(circle.members());
    faulty.addAll(circle.members());
    reading.fault(
        circle.where(),
        circle.members().get(0),
        (circle.members().size() == 1
                ? "it needs itself, so it cannot be asked:"
                : "these sources need each other, so that none of them can be asked first:")
            + circle.drawn());
  }

  private static boolean isOwn(String name) {
    return OWN_NAMES.contains(name);
  }

  /** Reads what is not a source. */
  private Block own() {
    ConfigObject words = config;
    for (String name : config.keySet()) {
      words = isOwn(name) ? words : words.withoutKey(name);
    }
    TextReader none =
        new TextReader(
            ref -> {
              throw new IllegalStateException("none of these is a text");
            },
            TextReader.Literals.ALLOW);
    return new BlockReader(catalog, none).read(reading, "", "secrets", words, OWN, List.of());
  }

  /** Leaves out what has no jar: who said nothing of it does not miss it. */
  private List<String> defaultPriority() {
    return DEFAULT_PRIORITY.stream()
        .filter(name -> config.containsKey(name) || !catalog.sources().ofType(name).isEmpty())
        .toList();
  }

  private ConfigOrigin priorityOrigin() {
    ConfigValue value = config.get(PRIORITY.name());
    return value == null ? config.origin() : value.origin();
  }

  private void declare(String name, ConfigValue value) {
    Reading own = new Reading(name, Sources.PATH + "." + name, Where.of(value));
    Declared read = read(own, name, value);
    if (read != null && own.faults().isEmpty()) {
      declared.put(name, read);
    } else {
      faulty.add(name);
      reading.faults().addAll(own.faults());
    }
  }

  private @Nullable Declared read(Reading own, String name, ConfigValue value) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      own.fault(value, "", "is no name of a source: those are of the form [a-z][a-z0-9-]*");
      return null;
    }
    ConfigObject block =
        Shapes.object(own, "", value, ONLY_SOURCES + Suggest.hint(name, OWN_NAMES));
    SecretResolverProvider provider = block == null ? null : provider(own, name, block);
    if (block == null || provider == null) {
      return null;
    }
    Declaration all =
        Declaration.of(own, block, "", provider, Common.source(name), provider::settings, List::of);
    if (all == null) {
      return null;
    }
    CellMap its = cells.source(name);
    BlockReader reader = new BlockReader(catalog, new TextReader(its::of, literals));
    return new Declared(
        provider,
        reader.read(own, "", "secrets." + name, block, all.settings(), all.rules()),
        own,
        block.origin(),
        its);
  }

  private @Nullable SecretResolverProvider provider(Reading own, String name, ConfigObject block) {
    ConfigValue written = block.get("type");
    String type = written == null ? name : String.valueOf(written.unwrapped());
    List<Discovery.Candidate<SecretResolverProvider>> found = catalog.sources().ofType(type);
    if (found.size() == 1) {
      own.type(type);
      return found.get(0).provider();
    }
    own.fault(
        written == null ? block : written,
        written == null ? "" : "type",
        found.isEmpty()
            ? Catalog.unknown("source of secrets", type, catalog.sources())
            : Discovery.clash(type, found));
    return null;
  }

  List<Problem> faults() {
    return reading.faults();
  }

  /** Returns the sources that can be made. */
  Map<String, Declared> declared() {
    return declared;
  }

  /** Returns who needs whom. */
  Needs needs() {
    return needs;
  }

  /** Returns the names of those that cannot, which the faults say. */
  Set<String> faulty() {
    return faulty;
  }

  TextReader.Literals literals() {
    return literals;
  }

  List<String> priority() {
    return priority;
  }

  /** Returns where the order of priority is said, in the words of a report. */
  String priorityWhere() {
    return isPrioritySaid() ? Where.of(priorityOrigin()) : "the default";
  }

  private boolean isPrioritySaid() {
    ConfigValue value = config.get(PRIORITY.name());
    return value != null && value.valueType() != ConfigValueType.NULL;
  }

  /** Says why there is no source to be asked, where there is none. */
  String nowhere() {
    return isPrioritySaid()
        ? Sources.PATH + ".priority (" + priorityWhere() + ") lists no source, as [env, file] does"
        : "no source of secrets that is asked by default is on the class path; "
            + Catalog.toAdd(DEFAULT_PRIORITY)
            + ", or list others in "
            + Sources.PATH
            + ".priority; found: "
            + Catalog.found(catalog.sources());
  }
}
