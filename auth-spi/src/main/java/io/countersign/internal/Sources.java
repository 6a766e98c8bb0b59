package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.SecretResolver;
import io.countersign.spi.SecretResolverProvider;
import io.countersign.spi.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sources of secrets that the configuration names, in their order of priority. */
final class Sources implements AutoCloseable {
  static final String PATH = "countersign.secrets";
  private static final Setting<List<String>> PRIORITY =
      Setting.list("priority").orElse(List.of("env", "file"));
  private static final Setting<String> LITERALS =
      Setting.oneOf("literals", "allow", "warn", "forbid").orElse("warn");

  private final Catalog catalog;
  private final ContextMaker contexts;
  private final ConfigObject config;
  private final Reading reading;
  private final List<String> priority;
  private final TextReader.Literals literals;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Map<String, Source> open = new LinkedHashMap<>();

  /** A source that was read, and is made when it is first asked. */
  record Declared(
      String name,
      SecretResolverProvider provider,
      Block settings,
      Reading reading,
      ConfigObject block) {}

  Sources(
      ConfigObject config, String where, Catalog catalog, ContextMaker contexts, CellMap cells) {
    this.catalog = catalog;
    this.contexts = contexts;
    this.config = config;
    this.reading = new Reading("secrets", PATH, where);
    BlockReader words =
        new BlockReader(catalog, new TextReader(cells::of, TextReader.Literals.ALLOW));
    Map<String, Object> own = new LinkedHashMap<>();
    for (Setting<?> setting : List.of(PRIORITY, LITERALS)) {
      ConfigValue value = config.get(setting.name());
      if (value != null) {
        own.put(setting.name(), value);
      }
    }
    Block block =
        words.read(
            reading,
            "",
            "secrets",
            ConfigValueFactory.fromMap(own).withOrigin(config.origin()),
            List.of(PRIORITY, LITERALS),
            List.of());
    boolean readable = reading.faults().isEmpty();
    this.priority = readable ? block.get(PRIORITY) : List.of();
    this.literals =
        TextReader.Literals.valueOf(
            readable ? block.get(LITERALS).toUpperCase(java.util.Locale.ROOT) : "WARN");
    BlockReader blocks = new BlockReader(catalog, new TextReader(cells::of, literals));
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(config).entrySet()) {
      if (!own.containsKey(entry.getKey())) {
        declare(entry.getKey(), entry.getValue(), blocks);
      }
    }
    for (String name : priority) {
      if (!declared.containsKey(name) && !config.containsKey(name)) {
        ConfigValue at = config.get(PRIORITY.name());
        ConfigObject empty = ConfigValueFactory.fromMap(Map.of());
        declare(name, at == null ? empty : empty.withOrigin(at.origin()), blocks);
      }
    }
  }

  private void declare(String name, ConfigValue value, BlockReader blocks) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      reading.fault(value, name, "is no name of a source: those are of the form [a-z][a-z0-9-]*");
      return;
    }
    ConfigObject block = BlockReader.object(reading, name, value);
    if (block == null) {
      return;
    }
    Reading own = new Reading(name, PATH + "." + name, Where.of(value));
    SecretResolverProvider provider = provider(own, name, block);
    if (provider != null) {
      List<Setting<?>> settings = new ArrayList<>();
      settings.add(Common.TYPE.orElse(name));
      settings.add(Common.ON_DENIED);
      settings.add(Common.ON_UNAVAILABLE);
      settings.addAll(provider.settings());
      Block read = blocks.read(own, "", "secrets." + name, block, settings, List.of());
      if (own.faults().isEmpty()) {
        declared.put(name, new Declared(name, provider, read, own, block));
      }
    }
    reading.faults().addAll(own.faults());
  }

  private @Nullable SecretResolverProvider provider(Reading own, String name, ConfigObject block) {
    ConfigValue written = block.get("type");
    String type = written == null ? name : String.valueOf(written.unwrapped());
    List<Discovery.Candidate<SecretResolverProvider>> found = catalog.sources().ofType(type);
    if (found.size() == 1) {
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

  TextReader.Literals literals() {
    return literals;
  }

  List<String> priority() {
    return priority;
  }

  /** Returns where the order of priority is said, in the words of a report. */
  String priorityWhere() {
    ConfigValue value = config.get(PRIORITY.name());
    return value == null ? "the default" : Where.of(value);
  }

  boolean knows(String name) {
    return declared.containsKey(name);
  }

  /** Says that a locator names a source that is not there. */
  String unknown(String name) {
    return "there is no source "
        + name
        + Suggest.hint(name, declared.keySet())
        + "; the sources are "
        + String.join(", ", declared.keySet());
  }

  /** Returns the texts of a source's own block: what it needs before it can be asked. */
  List<Reading.NamedText> texts(String name) {
    Declared source = declared.get(name);
    return source == null ? List.of() : source.reading.texts();
  }

  /**
   * Returns a source, made the first time.
   *
   * @throws RuntimeException if its provider cannot make it
   */
  Source open(String name) {
    Source before = open.get(name);
    if (before != null) {
      return before;
    }
    Declared source = java.util.Objects.requireNonNull(declared.get(name), name);
    SecretResolver resolver =
        source.provider.create(name, source.settings, contexts.of(name, source.block.origin()));
    Source made =
        new Source(
            name,
            resolver,
            source.settings.get(Common.ON_DENIED).equals("continue"),
            source.settings.get(Common.ON_UNAVAILABLE).equals("continue"));
    open.put(name, made);
    return made;
  }

  @Override
  public void close() {
    open.values().forEach(source -> source.resolver().close());
    open.clear();
  }
}
