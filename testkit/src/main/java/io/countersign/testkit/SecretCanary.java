package io.countersign.testkit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Marked secrets, and the check that nothing which is shown to people shows one of them.
 *
 * <p>It sees a secret as it is, percent- or form-encoded (twice too), as hex, and as base64 of
 * either alphabet, alone or inside a longer encoded text as {@code user:password} is. Thread-safe.
 */
public final class SecretCanary {
  private static final int SHORTEST = 8;

  private record Named(String name, Object shown) {}

  private final Map<String, Spellings> secrets = new ConcurrentSkipListMap<>();

  /** Watches for nothing yet. */
  public SecretCanary() {}

  /**
   * Returns a secret that says whose it is, and watches for it.
   *
   * <p>It holds characters that each encoding changes, and only those that a header, a cookie and a
   * query can carry.
   *
   * @param label letters and digits, to be named when it leaks
   */
  public String secret(String label) {
    return watch(label, "canary/" + label + "+7%f&k=?~" + label.length());
  }

  /**
   * Watches for a secret that was made elsewhere, and returns it.
   *
   * @throws IllegalArgumentException if it is shorter than 8 characters: it would be found by
   *     chance
   */
  public String watch(String label, String secret) {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          label
              + ": a canary of fewer than "
              + SHORTEST
              + " characters is found by chance; give a longer one");
    }
    secrets.put(label, new Spellings(secret));
    return secret;
  }

  /**
   * Returns what leaks, as {@code crm as base64 in number 2 (String)}; empty if nothing does. Never
   * throws for what it is given, and never shows a secret.
   *
   * @param shown texts, throwables (with trace, causes and suppressed), and anything else by its
   *     {@code toString}; what is {@link #named} is told by that name
   */
  public List<String> leaksIn(Object... shown) {
    List<String> leaks = new ArrayList<>();
    for (int i = 0; i < shown.length; i++) {
      Named one = numbered(i + 1, shown[i]);
      for (String text : Decodings.of(textOf(one.shown()))) {
        secrets.forEach((label, spellings) ->
            spellings
                .in(text)
                .map(spelling -> label + " as " + spelling + " in " + one.name())
                .filter(leak -> !leaks.contains(leak))
                .ifPresent(leaks::add));
      }
    }
    return List.copyOf(leaks);
  }

  /**
   * Checks that nothing of this shows a secret; see {@link #leaksIn}.
   *
   * @throws AssertionError if something does
   */
  public void assertAbsentFrom(Object... shown) {
    List<String> leaks = leaksIn(shown);
    if (!leaks.isEmpty()) {
      throw new AssertionError("secrets leak: " + String.join("; ", leaks));
    }
  }

  /** Returns what stands for this where leaks are looked for, to be told by a name of its own. */
  public static Object named(String name, Object shown) {
    return new Named(name, shown);
  }

  private static Named numbered(int number, Object shown) {
    if (shown instanceof Named named) {
      return named;
    }
    String type = shown == null ? "null" : shown.getClass().getName();
    return new Named("number " + number + " (" + type.replaceAll(".*\\.", "") + ")", shown);
  }

  private static String textOf(Object shown) {
    if (!(shown instanceof Throwable thrown)) {
      return String.valueOf(shown);
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  @Override
  public String toString() {
    return "SecretCanary" + secrets.keySet();
  }
}
