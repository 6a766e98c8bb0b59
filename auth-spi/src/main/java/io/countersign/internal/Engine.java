package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import io.countersign.AuthConfigException;
import io.countersign.AuthConfigException.Problem;
import io.countersign.Authenticator;
import io.countersign.Explanation;
import io.countersign.Types;
import io.countersign.spi.AuthContext;
import io.countersign.spi.SecretRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes blocks from what is written to authenticators, for the house itself or for one tenant:
 * read, resolve, create. Thread-safe.
 */
public final class Engine {
  private final House house;
  private final @Nullable TenantName tenant;
  private final Scope scope;
  private final Sources sources;
  private final ConfigObject authenticators;
  private volatile Map<String, Authenticator> built = Map.of();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final ReentrantLock building = new ReentrantLock();
  private volatile boolean closed;
  private volatile @Nullable Unheld left;

  Engine(House house) {
    this.house = house;
    this.tenant = null;
    this.sources = house.sources();
    this.authenticators = house.authenticators();
    this.scope = house.scope();
  }

  Engine(House house, TenantName tenant) {
    this.house = house;
    this.tenant = tenant;
    this.sources = house.sources();
    this.authenticators = house.authenticators();
    this.scope = house.scope(tenant);
  }

  /**
   * Returns a tenant of this house.
   *
   * @throws IllegalArgumentException if that is no name of one
   */
  public Tenant tenant(String name) {
    if (tenant != null) {
      throw new IllegalStateException(
          "tenant "
              + tenant.name()
              + " has no tenants of its own: ask the Countersign of the house");
    }
    refuseClosed();
    return new Tenant(house.tenants(), new TenantName(name));
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
      leaveIfTold();
    }
  }

  /**
   * Is not asked any more, but by those who have it already: what they hold is closed when they let
   * go of it. Waits for nobody.
   */
  void leave(Unheld to) {
    left = to;
    leaveIfTold();
  }

  /** Who builds meanwhile does it afterwards. */
  private void leaveIfTold() {
    Unheld to = left;
    if (to != null && building.tryLock()) {
      try {
        to.add(built.values(), toClose);
        toClose.clear();
      } finally {
        building.unlock();
      }
    }
  }

  private void build(List<String> names, int asked) {
    List<Problem> faults = house.faults();
    Report report = new Report(sources, scope, asked);
    report.addGeneral(faults);
    List<Blueprint> prints = read(names, built.keySet());
    Resolution resolution = house.resolution();
    Map<SecretRef, Trace> traces = resolution.bind(scope, refs(prints));
    report.addSources(resolution.lacking());
    Map<String, Authenticator> all = new HashMap<>(built);
    for (Blueprint print : prints) {
      Presence.settle(print.reading(), traces);
      boolean sound =
          faults.isEmpty()
              && print.reading().faults().isEmpty()
              && Report.lacking(print.reading(), traces).isEmpty();
      Authenticator made =
          sound ? print.make(contextOf(print), house.around().wrapper(), all::get) : null;
      if (made != null) {
        all.put(print.reading().name(), made);
        house.types().put(print.reading().name(), print.reading().type());
        toClose.addAll(print.made());
      }
      report.add(print.reading(), traces);
    }
    built = Map.copyOf(all);
    if (!report.isEmpty()) {
      throw report.exception();
    }
  }

  private AuthContext contextOf(Blueprint print) {
    return house.context(print.reading().name(), tenant, print.origin());
  }

  /** Reads these, and those that they name and that are not built yet. */
  private List<Blueprint> read(List<String> names, Set<String> known) {
    Blueprints blueprints = blueprints();
    List<Blueprint> prints =
        new Sharing(name -> blueprint(blueprints, name), authenticators.keySet(), known)
            .read(names);
    Collisions.find(prints, sources);
    return prints;
  }

  private Blueprint blueprint(Blueprints blueprints, String name) {
    return blueprints.read(name, java.util.Objects.requireNonNull(authenticators.get(name)));
  }

  private Blueprints blueprints() {
    return tenant == null ? house.blueprints() : house.blueprints(tenant, scope.cells());
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
    String known = house.types().get(name);
    return known == null ? known(name).reading().type() : known;
  }

  /** Returns the origins that a block says; none if they cannot be read. */
  public List<String> origins(String name) {
    return known(name).writtenOrigins();
  }

  private Blueprint known(String wanted) {
    return blueprint(blueprints(), known(List.of(wanted)).get(0));
  }

  /** Says where everything comes from. */
  public Explanation explain(List<String> wanted) {
    List<String> names = known(wanted);
    building.lock();
    try {
      refuseClosed();
      List<Blueprint> prints = read(names, Set.of());
      Resolution resolution = house.resolution();
      Map<SecretRef, Trace> traces = resolution.locate(scope, refs(prints));
      prints.forEach(print -> Presence.settle(print.reading(), traces));
      Report report = new Report(sources, scope, names.size());
      report.addGeneral(house.faults());
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
      leaveIfTold();
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
    return house.catalog().types();
  }

  private void refuseClosed() {
    if (closed || house.isClosed()) {
      throw closed();
    }
  }

  static IllegalStateException closed() {
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
      Closing.lastFirst(toClose);
      built = Map.of();
      if (tenant == null) {
        house.close();
      }
    } finally {
      building.unlock();
    }
  }
}
