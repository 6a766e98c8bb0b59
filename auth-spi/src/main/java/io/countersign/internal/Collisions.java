package io.countersign.internal;

import io.countersign.spi.SecretRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds keys that differ, and that a source would look up in one place. */
final class Collisions {
  private Collisions() {}

  static void find(List<Blueprint> prints, Sources sources) {
    Set<SecretRef.Key> alike = alike(prints);
    if (alike.isEmpty()) {
      return;
    }
    for (String source : sources.priority()) {
      Map<String, SecretRef.Key> first = new HashMap<>();
      Map<SecretRef, String> told = new HashMap<>();
      for (SecretRef.Key key : alike) {
        String place = place(source, key, sources);
        SecretRef.Key other = place.isEmpty() ? null : first.putIfAbsent(place, key);
        if (other != null) {
          told.put(
              key,
              "{{"
                  + other
                  + "}} and {{"
                  + key
                  + "}} are both looked up as "
                  + place
                  + " in "
                  + source
                  + "; rename one of them");
        }
      }
      prints.forEach(print -> tell(print.reading(), told));
    }
  }

  /**
   * Returns the keys that differ from another only in case and punctuation. No other keys share a
   * place in any source that is sane, and for those that share none, none has to be opened.
   */
  private static Set<SecretRef.Key> alike(List<Blueprint> prints) {
    Map<String, Set<SecretRef.Key>> byLetters = new LinkedHashMap<>();
    for (Blueprint print : prints) {
      for (Reading.NamedText text : print.reading().texts()) {
        for (SecretCell cell : text.text().cells()) {
          if (cell.ref() instanceof SecretRef.Key key) {
            String letters = key.name().replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
            byLetters.computeIfAbsent(letters, some -> new LinkedHashSet<>()).add(key);
          }
        }
      }
    }
    Set<SecretRef.Key> alike = new LinkedHashSet<>();
    byLetters.values().stream()
        .filter(keys -> keys.size() > 1)
        .flatMap(Collection::stream)
        .forEach(alike::add);
    return alike;
  }

  /** Returns where the key is there; empty if that cannot be told before the source is needed. */
  private static String place(String source, SecretRef key, Sources sources) {
    if (!sources.knows(source) || sources.lacksOwnTexts(source)) {
      return "";
    }
    try {
      return sources.open(source).place(key).name();
    } catch (RuntimeException | LinkageError cannotTell) {
      return ""; // the look-up itself will say why
    }
  }

  private static void tell(Reading reading, Map<SecretRef, String> told) {
    Set<SecretRef> here = new LinkedHashSet<>();
    for (Reading.NamedText text : reading.texts()) {
      for (SecretCell cell : text.text().cells()) {
        String what = told.get(cell.ref());
        if (what != null && here.add(cell.ref())) {
          reading.fault(text.where().isEmpty() ? reading.where() : text.where(), text.path(), what);
        }
      }
    }
  }
}
