package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which source needs which for its own block, told without I/O: those that its locators name; and
 * for its keys the ones that are asked before it, and then whoever does not need it in turn. So a
 * circle can be made by locators alone.
 */
final class Needs {
  /**
   * One source needs another.
   *
   * @param said by which text of its block
   */
  private record Need(String to, Reading.NamedText said) {}

  /**
   * Sources of which none can be the first.
   *
   * @param members in the order in which they need each other
   * @param where the first of them says so
   * @param drawn lines that show it
   */
  record Circle(List<String> members, String where, String drawn) {}

  private final Map<String, List<Need>> named = new LinkedHashMap<>();
  private final Map<String, Set<String>> needed = new LinkedHashMap<>();
  private final Map<String, Set<String>> askedForKeys = new LinkedHashMap<>();
  private final List<String> priority;

  /**
   * Looks who needs whom.
   *
   * @param blocks those that can be made, by name
   */
  Needs(List<String> priority, Map<String, Reading> blocks) {
    this.priority = priority.stream().filter(blocks::containsKey).toList();
    Set<String> inOrder = new LinkedHashSet<>(this.priority);
    inOrder.addAll(blocks.keySet());
    for (String name : inOrder) {
      look(name, Objects.requireNonNull(blocks.get(name)), blocks.keySet());
    }
    for (String name : inOrder) {
      int index = this.priority.indexOf(name);
      offer(name, index < 0 ? this.priority : this.priority.subList(0, index));
    }
    for (String name : inOrder) {
      offer(name, this.priority);
    }
  }

  private void look(String name, Reading block, Set<String> known) {
    List<Need> needs = new ArrayList<>();
    for (Reading.NamedText text : block.texts()) {
      for (SecretCell cell : text.text().cells()) {
        if (cell.ref() instanceof SecretRef.Key) {
          askedForKeys.putIfAbsent(name, new LinkedHashSet<>());
        } else if (cell.ref() instanceof SecretRef.Locator at && known.contains(at.source())) {
          needs.add(new Need(at.source(), text));
        }
      }
    }
    named.put(name, needs);
    needed.put(name, new LinkedHashSet<>(needs.stream().map(Need::to).toList()));
  }

  /** Has these asked for the keys of a source, except who would have to wait for it. */
  private void offer(String name, List<String> others) {
    Set<String> asked = askedForKeys.get(name);
    if (asked == null) {
      return; // it has none
    }
    for (String other : others) {
      if (!reaches(other, name, new LinkedHashSet<>())) {
        asked.add(other);
        Objects.requireNonNull(needed.get(name)).add(other);
      }
    }
  }

  private boolean reaches(String from, String to, Set<String> seen) {
    return from.equals(to)
        || (seen.add(from)
            && Objects.requireNonNull(needed.get(from)).stream()
                .anyMatch(next -> reaches(next, to, seen)));
  }

  /** Returns who is asked for the keys in the block of a source, in order of priority. */
  List<String> askedForKeysOf(String name) {
    Set<String> asked = askedForKeys.getOrDefault(name, Set.of());
    return priority.stream().filter(asked::contains).toList();
  }

  /** Returns every circle; a source is in one of them at most. */
  List<Circle> circles() {
    List<Circle> circles = new ArrayList<>();
    Set<String> told = new LinkedHashSet<>();
    for (String name : named.keySet()) {
      List<Need> way = told.contains(name) ? null : way(name, name, told, new LinkedHashSet<>());
      if (way != null) {
        Circle circle = circle(name, way);
        circles.add(circle);
        told.addAll(circle.members());
      }
    }
    return circles;
  }

  /** Returns how one needs the other, over whom; null if it does not. */
  private @Nullable List<Need> way(String from, String to, Set<String> without, Set<String> seen) {
    for (Need need : Objects.requireNonNull(named.get(from))) {
      if (need.to().equals(to)) {
        return List.of(need);
      }
      List<Need> rest =
          !without.contains(need.to()) && seen.add(need.to())
              ? way(need.to(), to, without, seen)
              : null;
      if (rest != null) {
        List<Need> whole = new ArrayList<>(List.of(need));
        whole.addAll(rest);
        return whole;
      }
    }
    return null;
  }

  private static Circle circle(String first, List<Need> way) {
    List<String> members = new ArrayList<>();
    StringBuilder drawn = new StringBuilder();
    String from = first;
    for (Need need : way) {
      members.add(from);
      drawn.append('\n').append("   ".repeat(members.size() + 1));
      drawn.append(members.size() == 1 ? "" : "└→ ").append(from).append("  ");
      drawn.append(need.said().path()).append(" = ").append(need.said().shown());
      drawn.append(" (").append(need.said().where()).append(')');
      from = need.to();
    }
    drawn.append('\n').append("   ".repeat(members.size() + 2)).append("└→ ").append(from);
    return new Circle(members, way.get(0).said().where(), drawn.toString());
  }
}
