package io.countersign.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.AuthConfigException.Problem;
import io.countersign.AuthEvents;
import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.SecretRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one configuration has once, whoever asks: its blocks as they are written, the sources, the
 * transport and the store of tokens. Thread-safe.
 */
final class House {
  private static final List<String> ROOMS =
      List.of("authenticators", "http", "secrets", "tenants", "tokens");

  /** How long all answers of one source may take. */
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private final Catalog catalog;
  private final Surroundings around;
  private final Surroundings silent;
  private final Scope scope;
  private final List<Problem> general = new ArrayList<>();
  private final ConfigObject authenticators;
  private final Sources sources;
  private final OwnCalls http;
  private final OwnTokens tokens;
  private final TextReader texts;
  private final BlockReader reader;
  private final Blueprints blueprints;
  private final Tenants tenants;
  private final Map<String, String> types = new ConcurrentHashMap<>();
  private volatile boolean closed;

  House(Config config, Catalog catalog, Surroundings around, @Nullable HttpTransport transport) {
    this.catalog = catalog;
    this.around = around;
    this.silent = around.with(AuthEvents.none());
    ConfigObject root = room(config.root(), "countersign", "countersign");
    refuseUnknown(root);
    CellMap cells = new CellMap(rotation(this::scope, null));
    this.authenticators = written(room(root, "authenticators", "countersign.authenticators"));
    SourcesReader secrets =
        new SourcesReader(
            room(root, "secrets", Sources.PATH),
            catalog,
            name -> new CellMap(rotation(() -> sources().scope(name), null)));
    this.sources = new Sources(secrets, this::context, around);
    this.scope = new Scope(cells, sources.priority(), sources.absences(), null);
    this.texts = new TextReader(cells::of, secrets.literals());
    this.reader = new BlockReader(catalog, texts);
    ConfigObject calls = room(root, "http", "countersign.http");
    this.http = new OwnCalls(calls, catalog, this::context, reader, transport);
    this.tokens = new OwnTokens(room(root, "tokens", OwnTokens.PATH), reader);
    this.blueprints = new Blueprints(reader);
    this.tenants = new Tenants(this, room(root, "tenants", Tenants.PATH), reader);
  }

  private Rotation rotation(Supplier<Scope> whose, @Nullable TenantName tenant) {
    return new Rotation(
        silent,
        around.events(),
        tenant,
        ref -> readAgain(whose, ref),
        source -> sources().freshness(source));
  }

  /** Returns whose the references of a tenant are; holds nothing of what is built of them. */
  Scope scope(TenantName tenant) {
    Scope[] its = new Scope[1];
    its[0] =
        new Scope(
            new CellMap(rotation(() -> its[0], tenant), scope.cells()),
            sources.priority(),
            new Absences(around.nanoTime()),
            tenant);
    return its[0];
  }

  /** For what is called after the house is made, too. */
  Sources sources() {
    return sources;
  }

  /** Returns whose the references of the authenticators are. */
  Scope scope() {
    return scope;
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

  private AuthContext context(String name, ConfigOrigin origin) {
    return context(name, null, origin);
  }

  /**
   * Returns the context of one block.
   *
   * @param tenant null for the house itself
   */
  AuthContext context(String name, @Nullable TenantName tenant, ConfigOrigin origin) {
    return around.context(name, tenant, Where.folder(origin), http::wanted, () -> tokens.store());
  }

  /** Returns questions that one who waits asks of the sources. */
  Resolution resolution() {
    return new Resolution(sources, new Questions(around.executor(), AT_MOST));
  }

  /**
   * Runs on the executor as a whole, which would wait for itself if a part of it did too; and holds
   * nothing meanwhile that others wait for.
   */
  boolean isClosed() {
    return closed;
  }

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
    all.addAll(tenants.faults());
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

  /** Returns what reads the same blocks for a tenant, into these cells. */
  Blueprints blueprints(TenantName tenant, CellMap cells) {
    return blueprints.readBy(block -> {
      boolean shared = isShared(block);
      return new BlockReader(
          catalog,
          texts.ofTenant(
              ref ->
                  cells.of(!shared && ref instanceof SecretRef.Key key ? tenant.keyFor(key) : ref),
              shared));
    });
  }

  /** What is wrong with the word is told when the block is read. */
  private boolean isShared(ConfigValue block) {
    String name = Common.SHARED.name();
    if (!(block instanceof ConfigObject object) || !object.containsKey(name)) {
      return false;
    }
    Reading aside = new Reading(name, name, "");
    Block word =
        reader.read(aside, "", name, object.withOnlyKey(name), List.of(Common.SHARED), List.of());
    return aside.faults().isEmpty() && word.get(Common.SHARED);
  }

  /** Returns the types of the blocks that were built, by name: they are the same for all. */
  Map<String, String> types() {
    return types;
  }

  Tenants tenants() {
    return tenants;
  }

  /** Closes the tenants, the sources and the transport. */
  void close() {
    tenants.close();
    closed = true;
    sources.close();
    http.close();
  }
}
