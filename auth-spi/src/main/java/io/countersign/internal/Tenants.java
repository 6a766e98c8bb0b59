package io.countersign.internal;

import com.typesafe.config.ConfigObject;
import io.countersign.AuthConfigException.Problem;
import io.countersign.spi.Setting;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of one house that somebody asked for, as many as {@code countersign.tenants} says.
 * Who was not asked for longest makes room for the next, and is made anew when asked for again.
 * Thread-safe: nobody waits here for what another tenant looks up, or for what is closed.
 */
final class Tenants {
  static final String PATH = "countersign.tenants";

  private static final Setting<Integer> AT_MOST =
      Setting.word("at-most", "a whole number from 1 on", Tenants::number)
          .orElse("10000")
          .describedAs("How many tenants are kept; the one that was not asked for longest goes");
  static final List<Setting<?>> SETTINGS = List.of(AT_MOST);

  private final House house;
  private final List<Problem> faults;
  private final int atMost;
  private final Map<TenantName, Engine> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Unheld unheld;
  private boolean closed;

  Tenants(House house, ConfigObject config, BlockReader reader) {
    Reading reading = new Reading("tenants", PATH, Where.of(config));
    Block block = reader.read(reading, "", "tenants", config, SETTINGS, List.of());
    this.house = house;
    this.faults = reading.faults();
    this.atMost = faults.isEmpty() ? block.get(AT_MOST) : 1;
    this.unheld = new Unheld(house.around().executor());
  }

  private static int number(String word) {
    int number = Integer.parseInt(word);
    if (number < 1) {
      throw new IllegalArgumentException("none would be kept");
    }
    return number;
  }

  List<Problem> faults() {
    return faults;
  }

  /** Returns what there is of a tenant, which may be nothing yet. */
  Engine of(TenantName name) {
    Engine wanted;
    Engine leaves = null;
    synchronized (this) {
      if (closed) {
        throw Engine.closed();
      }
      wanted = kept.get(name);
      if (wanted != null) {
        return wanted;
      }
      wanted = new Engine(house, name);
      kept.put(name, wanted);
      if (kept.size() > atMost) {
        Iterator<Engine> oldest = kept.values().iterator();
        leaves = oldest.next();
        oldest.remove();
      }
    }
    if (leaves != null) {
      leaves.leave(unheld);
    }
    unheld.closeThose();
    return wanted;
  }

  /** Closes what there is of one. */
  void close(TenantName name) {
    Engine leaves = removed(name);
    if (leaves != null) {
      leaves.close();
    }
  }

  private synchronized @Nullable Engine removed(TenantName name) {
    return kept.remove(name);
  }

  /** Closes all, and no other is made. */
  void close() {
    List<Engine> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(kept.values());
      kept.clear();
    }
    all.forEach(Engine::close);
    unheld.closeAll();
  }
}
