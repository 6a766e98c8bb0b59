package io.countersign;

import io.countersign.spi.Rule;
import io.countersign.spi.Setting;
import java.util.List;

/**
 * What was discovered on the class path and the module path.
 *
 * @param found every type, by kind and name
 * @param broken what was named by a jar and could not be loaded
 */
public record Types(List<Type> found, List<Broken> broken) {
  /** Keeps copies of the lists. */
  public Types {
    found = List.copyOf(found);
    broken = List.copyOf(broken);
  }

  /** What a type is for. */
  public enum Kind {
    /** Named by {@code countersign.authenticators.NAME.type}. */
    AUTHENTICATOR,
    /** Named by {@code countersign.secrets.NAME.type}. */
    SECRETS,
    /** Named by {@code countersign.http.transport}. */
    TRANSPORT
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
