package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds keys that differ, and that a source would look up in one place. */
final class Collisions {
  private Collisions() {}

  static void find(List<Blueprint> prints, Sources sources) {
    for (String name : sources.priority()) {
      if (!sources.knows(name)) {
        continue;
      }
      Map<String, SecretRef> byPlace = new HashMap<>();
      Set<SecretRef> told = new HashSet<>();
      for (Blueprint print : prints) {
        for (Reading.NamedText text : print.reading().texts()) {
          for (SecretCell cell : text.text().cells()) {
            SecretRef other = other(name, cell.ref(), sources, byPlace);
            if (other != null && told.add(cell.ref())) {
              print
                  .reading()
                  .fault(
                      text.where(),
                      text.path(),
                      "{{"
                          + cell.ref()
                          + "}} and {{"
                          + other
                          + "}} are both looked up as "
                          + sources.open(name).resolver().place(other).name()
                          + " in "
                          + name
                          + "; rename one of them");
            }
          }
        }
      }
    }
  }

  private static @org.jspecify.annotations.Nullable SecretRef other(
      String source, SecretRef ref, Sources sources, Map<String, SecretRef> byPlace) {
    if (!(ref instanceof SecretRef.Key)) {
      return null;
    }
    try {
      String place = sources.open(source).resolver().place(ref).name();
      SecretRef before = byPlace.putIfAbsent(place, ref);
      return before == null || before.equals(ref) ? null : before;
    } catch (RuntimeException | LinkageError cannotTell) {
      return null; // the look-up itself will say why
    }
  }
}
