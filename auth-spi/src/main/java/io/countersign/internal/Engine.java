package io.countersign.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Authenticator;
import io.countersign.Explanation;
import io.countersign.Types;
import io.countersign.spi.AuthContext;
import io.countersign.spi.HttpTransport;
import io.countersign.spi.SecretRef;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes blocks from what is written to authenticators: read, resolve, create. Thread-safe. */
public final class Engine {
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
  private final Map<String, Authenticator> built = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final ReentrantLock building = new ReentrantLock();
  private volatile boolean closed;

  Engine(Config config, Catalog catalog, Surroundings around, @Nullable HttpTransport transport) {
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
  private CellMap cells(Supplier<Scope> scope) {
    return new CellMap(
        new Rotation(around, ref -> readAgain(scope, ref), source -> sources().freshness(source)));
  }

  /** For what is called after the engine is made. */
  private Sources sources() {
    return sources;
  }

  /** Returns whose the references of the authenticators are. */
  private Scope scope() {
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
                Where.of(java.util.Objects.requireNonNull(root.get(name))),
                "countersign." + name,
                "unknown setting"
                    + (hint.isEmpty() ? "; known here are " + String.join(", ", ROOMS) : hint)));
      }
    }
  }

  private AuthContext context(String name, ConfigOrigin origin) {
    return around.context(name, Where.folder(origin), http::wanted, () -> tokens.store());
  }

  /** Returns the authenticator of this name; builds it the first time. */
  public Authenticator authenticator(String name) {
    Authenticator before = built.get(name);
    if (before == null) {
      ready(List.of(name));
      before = built.get(name);
    }
    if (before == null) {
      throw closed(); // in between, by another thread
    }
    return before;
  }

  /** Builds these, or all. */
  public void ready(List<String> wanted) {
    List<String> names = known(wanted);
    building.lock();
    try {
      refuseClosed();
      List<String> missing = names.stream().filter(name -> !built.containsKey(name)).toList();
      if (!missing.isEmpty() || wanted.isEmpty()) {
        build(missing, names.size());
      }
    } finally {
      building.unlock();
    }
  }

  private void build(List<String> names, int asked) {
    List<Problem> faults = generalFaults();
    Report report = new Report(sources, asked);
    report.addGeneral(faults);
    List<Blueprint> prints = read(names, built.keySet());
    Resolution resolution = resolution();
    Map<SecretRef, Trace> traces = resolution.bind(scope(), refs(prints));
    report.addSources(resolution.lacking());
    for (Blueprint print : prints) {
      Presence.settle(print.reading(), traces);
      boolean sound =
          faults.isEmpty()
              && print.reading().faults().isEmpty()
              && Report.lacking(print.reading(), traces).isEmpty();
      Authenticator made =
          sound ? print.make(contextOf(print), around.wrapper(), built::get) : null;
      if (made != null) {
        built.put(print.reading().name(), made);
        types.put(print.reading().name(), print.reading().type());
        toClose.addAll(print.made());
      }
      report.add(print.reading(), traces);
    }
    if (!report.isEmpty()) {
      throw report.exception();
    }
  }

  private Resolution resolution() {
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

  private AuthContext contextOf(Blueprint print) {
    return context(print.reading().name(), print.origin());
  }

  private List<Problem> generalFaults() {
    List<Problem> all = new ArrayList<>(general);
    all.addAll(sources.faults());
    all.addAll(http.faults());
    all.addAll(tokens.faults());
    return all;
  }

  /** Reads these, and those that they name and that are not built yet. */
  private List<Blueprint> read(List<String> names, Set<String> known) {
    List<Blueprint> prints =
        new Sharing(this::blueprint, authenticators.keySet(), known).read(names);
    Collisions.find(prints, sources);
    return prints;
  }

  private Blueprint blueprint(String name) {
    return blueprints.read(name, java.util.Objects.requireNonNull(authenticators.get(name)));
  }

  private static Set<SecretRef> refs(List<Blueprint> prints) {
    Set<SecretRef> refs = new LinkedHashSet<>();
    prints.forEach(print -> refs.addAll(print.reading().refs()));
    return refs;
  }

  private List<String> known(List<String> wanted) {
    if (wanted.isEmpty()) {
      return names();
    }
    List<Problem> unknown = new ArrayList<>();
    for (String name : wanted) {
      if (!authenticators.containsKey(name)) {
        unknown.add(
            new Problem(Where.of(authenticators), "countersign.authenticators", unknownName(name)));
      }
    }
    if (!unknown.isEmpty()) {
      throw new AuthConfigException(unknown);
    }
    return new ArrayList<>(new LinkedHashSet<>(wanted));
  }

  private String unknownName(String name) {
    String hint = Suggest.hint(name, authenticators.keySet());
    return "there is no authenticator"
        + Catalog.shown(name)
        + hint
        + (authenticators.isEmpty()
            ? "; none is configured: is it the right file?"
            : (hint.isEmpty() ? "; configured: " : " Configured: ") + String.join(", ", names()));
  }

  public List<String> names() {
    return List.copyOf(new TreeSet<>(authenticators.keySet()));
  }

  /** Returns the type that a block says; empty if it is not known. */
  public String type(String name) {
    String known = types.get(name);
    return known == null ? known(name).reading().type() : known;
  }

  /** Returns the origins that a block says; none if they cannot be read. */
  public List<String> origins(String name) {
    return known(name).writtenOrigins();
  }

  private Blueprint known(String wanted) {
    return blueprint(known(List.of(wanted)).get(0));
  }

  /** Says where everything comes from. */
  public Explanation explain(List<String> wanted) {
    List<String> names = known(wanted);
    building.lock();
    try {
      refuseClosed();
      List<Blueprint> prints = read(names, Set.of());
      Resolution resolution = resolution();
      Map<SecretRef, Trace> traces = resolution.locate(scope(), refs(prints));
      prints.forEach(print -> Presence.settle(print.reading(), traces));
      Report report = new Report(sources, names.size());
      report.addGeneral(generalFaults());
      Explainer explainer = new Explainer(sources);
      List<Explanation.Block> blocks = new ArrayList<>();
      for (Blueprint print : prints) {
        report.add(print.reading(), traces);
        blocks.add(explainer.block(print.reading(), traces));
      }
      Set<String> needed = wanted.isEmpty() ? sources.names() : resolution.asked();
      blocks.forEach(block -> needed.addAll(Explainer.sourcesOf(block)));
      List<Explanation.Block> needy = needy(needed, resolution, explainer);
      report.addSources(resolution.lacking());
      return new Explanation(
          blocks,
          needy,
          report.isEmpty()
              ? Optional.empty()
              : Optional.of(String.valueOf(report.exception().getMessage())));
    } finally {
      building.unlock();
    }
  }

  /** Explains those of the sources whose own blocks refer to secrets, and those that these need. */
  private List<Explanation.Block> needy(
      Set<String> needed, Resolution resolution, Explainer explainer) {
    Map<String, Explanation.Block> blocks = new TreeMap<>();
    Queue<String> open = new ArrayDeque<>(needed);
    for (String name = open.poll(); name != null; name = open.poll()) {
      Reading reading = sources.reading(name);
      if (!blocks.containsKey(name) && !reading.refs().isEmpty()) {
        Explanation.Block block =
            explainer.block(reading, resolution.locate(sources.scope(name), reading.refs()));
        blocks.put(name, block);
        open.addAll(Explainer.sourcesOf(block));
      }
    }
    return List.copyOf(blocks.values());
  }

  public Types types() {
    return catalog.types();
  }

  private void refuseClosed() {
    if (closed) {
      throw closed();
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("this Countersign is closed");
  }

  /** Closes what it made, the last first, once. */
  public void close() {
    building.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      for (int i = toClose.size() - 1; i >= 0; i--) {
        Closing.quietly(toClose.get(i));
      }
      built.clear();
      sources.close();
      http.close();
    } finally {
      building.unlock();
    }
  }
}
