package io.countersign.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.SecretRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one configuration has once, whoever asks: its blocks as they are written, the sources, the
 * transport and the store of tokens. Thread-safe.
 */
final class House {
  private static final List<String> ROOMS = List.of("authenticators", "http", "secrets", "tokens");

  /** How long all answers of one source may take. */
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private final Catalog catalog;
  private final Surroundings around;
  private final CellMap cells;
  private final List<Problem> general = new ArrayList<>();
  private final ConfigObject authenticators;
  private final Sources sources;
  private final OwnCalls http;
  private final OwnTokens tokens;
  private final Blueprints blueprints;
  private volatile boolean closed;

  House(Config config, Catalog catalog, Surroundings around, @Nullable HttpTransport transport) {
    this.catalog = catalog;
    this.around = around;
    ConfigObject root = room(config.root(), "countersign", "countersign");
    refuseUnknown(root);
    this.cells = cells(this::scope);
    this.authenticators = written(room(root, "authenticators", "countersign.authenticators"));
    SourcesReader secrets =
        new SourcesReader(
            room(root, "secrets", Sources.PATH),
            catalog,
            name -> cells(() -> sources().scope(name)));
    this.sources = new Sources(secrets, this::context, around);
    BlockReader reader = new BlockReader(catalog, new TextReader(cells::of, secrets.literals()));
    ConfigObject calls = room(root, "http", "countersign.http");
    this.http = new OwnCalls(calls, catalog, this::context, reader, transport);
    this.tokens = new OwnTokens(room(root, "tokens", OwnTokens.PATH), reader);
    this.blueprints = new Blueprints(reader);
  }

  /** Returns cells that are read again as those of this scope are. */
  CellMap cells(Supplier<Scope> scope) {
    return new CellMap(
        new Rotation(around, ref -> readAgain(scope, ref), source -> sources().freshness(source)));
  }

  /** For what is called after the house is made, too. */
  Sources sources() {
    return sources;
  }

  /** Returns whose the references of the authenticators are. */
  Scope scope() {
    return new Scope(cells, sources.priority());
  }

  private ConfigObject room(ConfigObject parent, String name, String path) {
    ConfigValue value = parent.get(name);
    if (value instanceof ConfigObject object) {
      return object;
    }
    if (value != null && value.valueType() != ConfigValueType.NULL) {
      general.add(
          new Problem(Where.of(value), path, "must be a block { … }, not " + Shapes.of(value)));
    }
    return ConfigValueFactory.fromMap(Map.of()).withOrigin(parent.origin());
  }

  /** A null takes away what another file has, as everywhere in HOCON. */
  private static ConfigObject written(ConfigObject blocks) {
    ConfigObject left = blocks;
    for (Map.Entry<String, ConfigValue> block : blocks.entrySet()) {
      if (block.getValue().valueType() == ConfigValueType.NULL) {
        left = left.withoutKey(block.getKey());
      }
    }
    return left;
  }

  private void refuseUnknown(ConfigObject root) {
    for (String name : new TreeSet<>(root.keySet())) {
      if (!ROOMS.contains(name)) {
        String hint = Suggest.hint(name, ROOMS);
        general.add(
            new Problem(
                Where.of(Objects.requireNonNull(root.get(name))),
                "countersign." + name,
                "unknown setting"
                    + (hint.isEmpty() ? "; known here are " + String.join(", ", ROOMS) : hint)));
      }
    }
  }

  AuthContext context(String name, ConfigOrigin origin) {
    return around.context(name, Where.folder(origin), http::wanted, () -> tokens.store());
  }

  /** Returns questions that one who waits asks of the sources. */
  Resolution resolution() {
    return new Resolution(sources, new Questions(around.executor(), AT_MOST));
  }

  /**
   * Runs on the executor as a whole, which would wait for itself if a part of it did too; and holds
   * nothing meanwhile that others wait for.
   */
  private @Nullable Trace readAgain(Supplier<Scope> scope, SecretRef ref) {
    if (closed) {
      return null;
    }
    Trace trace =
        new Resolution(sources, new Questions(Runnable::run, AT_MOST)).again(scope.get(), ref);
    return closed ? null : trace;
  }

  /** Returns what is wrong beside the authenticators. */
  List<Problem> faults() {
    List<Problem> all = new ArrayList<>(general);
    all.addAll(sources.faults());
    all.addAll(http.faults());
    all.addAll(tokens.faults());
    return all;
  }

  Catalog catalog() {
    return catalog;
  }

  Surroundings around() {
    return around;
  }

  /** Returns the blocks of the authenticators, by name. */
  ConfigObject authenticators() {
    return authenticators;
  }

  Blueprints blueprints() {
    return blueprints;
  }

  /** Closes the sources and the transport. */
  void close() {
    closed = true;
    sources.close();
    http.close();
  }
}
