package io.countersign;

import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was discovered on the class path and the module path.
 *
 * @param found every type, by kind and name
 * @param broken what was named by a jar and could not be loaded
 * @param common what a block may hold whatever its type, by the path of the block
 */
public record Types(List<Type> found, List<Broken> broken, Map<String, List<Setting<?>>> common) {
  /** Keeps copies of the lists. */
  public Types {
    found = List.copyOf(found);
    broken = List.copyOf(broken);
    common = Collections.unmodifiableMap(new TreeMap<>(common));
  }

  /** What a type is for. */
  public enum Kind {
    /** Named by {@code countersign.authenticators.NAME.type}. */
    AUTHENTICATOR("countersign.authenticators.NAME"),
    /** Named by {@code countersign.secrets.NAME.type}. */
    SECRETS("countersign.secrets.NAME"),
    /** Named by {@code countersign.http.transport}. */
    TRANSPORT("countersign.http");

    private final String block;

    Kind(String block) {
      this.block = block;
    }

    /** Returns the path of the block that a type of this kind reads. */
    public String block() {
      return block;
    }
  }

  /**
   * One type.
   *
   * @param jar the file name of the jar, or the folder, that it came from
   * @param settings all that a block of this type may hold, without those of every block
   */
  public record Type(
      Kind kind,
      String name,
      String className,
      String jar,
      List<Setting<?>> settings,
      List<Rule> rules) {
    /** Keeps copies of the lists. */
    public Type {
      settings = List.copyOf(settings);
      rules = List.copyOf(rules);
    }
  }

  /**
   * Something that could not be loaded.
   *
   * @param className as far as it is known
   * @param cause what struck, and what to do
   */
  public record Broken(Kind kind, String className, String jar, String cause) {}
}
