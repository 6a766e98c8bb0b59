package io.countersign.secrets.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a file of keys holds, in whichever language it is written. */
sealed interface Node {

  /** A text. */
  record Text(String value) implements Node {
    @Override
    public String toString() {
      return "Text";
    }
  }

  /**
   * What is no text.
   *
   * @param what with its article, as {@code a number}
   */
  record Other(String what, int line) implements Node {}

  /** Keys with what they hold. */
  record Table(Map<String, Node> members) implements Node {

    /**
     * Returns what stands at this key: nested, or with some of its dots inside quotes. More than
     * one is an ambiguity.
     */
    List<Node> at(List<String> segments) {
      List<Node> found = new ArrayList<>();
      for (int length = 1; length <= segments.size(); length++) {
        Node member = members.get(String.join(".", segments.subList(0, length)));
        if (member == null) {
          continue;
        }
        if (length == segments.size()) {
          found.add(member);
        } else if (member instanceof Table table) {
          found.addAll(table.at(segments.subList(length, segments.size())));
        }
      }
      return found;
    }

    /** Returns the keys of its texts, dotted; of those that begin otherwise, not all are passed. */
    Stream<String> keys(String beginning) {
      return keys("", beginning);
    }

    private Stream<String> keys(String above, String beginning) {
      return members.entrySet().stream()
          .flatMap(member -> {
            String key = above + member.getKey();
            if (member.getValue() instanceof Table table) {
              String below = key + ".";
              return below.startsWith(beginning) || beginning.startsWith(below)
                  ? table.keys(below, beginning)
                  : Stream.of();
            }
            return member.getValue() instanceof Text ? Stream.of(key) : Stream.of();
          });
    }

    @Override
    public String toString() {
      return "Table";
    }
  }
}
