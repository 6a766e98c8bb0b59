package io.countersign.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which authenticators name which others: finds those, puts them before the ones that name them,
 * and draws the circles.
 */
final class Sharing {
  private final Function<String, Blueprint> read;
  private final Set<String> names;
  private final Set<String> built;
  private final Map<String, Blueprint> prints = new LinkedHashMap<>();

  /**
   * Finds them.
   *
   * @param read reads one that is configured
   * @param names of all that are configured
   * @param built those that need not be read any more
   */
  Sharing(Function<String, Blueprint> read, Set<String> names, Set<String> built) {
    this.read = read;
    this.names = names;
    this.built = built;
  }

  /** Reads these and what they name, each after what it names; mistakes become their faults. */
  List<Blueprint> read(List<String> wanted) {
    wanted.forEach(name -> visit(name, new LinkedHashSet<>()));
    return new ArrayList<>(prints.values());
  }

  private void visit(String name, Set<String> way) {
    if (prints.containsKey(name)) {
      return;
    }
    Blueprint print = read.apply(name);
    way.add(name);
    for (Reading.Share share : print.reading().shares()) {
      if (!names.contains(share.name())) {
        print.reading().fault(share.where(), share.below(), unknown(share.name()));
      } else if (way.contains(share.name())) {
        print.reading().fault(share.where(), share.below(), circle(way, share.name()));
      } else if (!built.contains(share.name())) {
        visit(share.name(), way);
      }
    }
    way.remove(name);
    prints.put(name, print);
  }

  private String unknown(String name) {
    String hint = Suggest.hint(name, names);
    return "there is no authenticator of this name"
        + (hint.isEmpty() ? "; a block is written { type = … }" : hint);
  }

  private static String circle(Set<String> way, String again) {
    return "names itself in a circle: "
        + way.stream().dropWhile(name -> !name.equals(again)).collect(Collectors.joining(" → "))
        + " → "
        + again;
  }
}
