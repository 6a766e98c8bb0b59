package io.countersign.internal;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
final class Suggest {
  private Suggest() {}

  /** Returns the nearest of the known names, if one is near enough to be a slip. */
  static Optional<String> nearest(String wanted, Collection<String> known) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : known) {
      int distance = distance(plain(wanted), plain(name));
      if (!name.equals(wanted) && distance < least) {
        best = name;
        least = distance;
      }
    }
    return least <= wanted.length() / 5 + (wanted.length() > 2 ? 1 : 0)
        ? Optional.ofNullable(best)
        : Optional.empty();
  }

  /** Returns {@code did you mean x?}, after a blank, or nothing. */
  static String hint(String wanted, Collection<String> known) {
    return nearest(wanted, known).map(name -> "; did you mean " + name + "?").orElse("");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }

  /** Counts insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 8) {
      return Integer.MAX_VALUE;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + same, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
